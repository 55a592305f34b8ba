"""A form description (from `inspector.schema`) as input fields."""
