"""What the tests of the rules share."""

import pytest

from inspector.lint import loading


@pytest.fixture(scope="session", autouse=True)
def _validators_loaded() -> None:
    """Load what takes long before a check's time is counted."""
    loading.load()
