"""Lists of records, found in values."""

from inspector.content.record_table import MAX_ROWS, find_table


def test_a_list_of_objects_is_a_table() -> None:
    table = find_table([{"a": 1}, {"b": 2, "a": 3}])
    assert table is not None
    assert table.columns == ("a", "b")
    assert table.pointer == ""


def test_a_list_below_one_name_is_found_beside_plain_members() -> None:
    table = find_table({"city": "Lima", "days": [{"high": 1}]})
    assert table is not None
    assert table.pointer == "/days"


def test_two_lists_or_none_make_no_table() -> None:
    assert find_table({"a": [{"x": 1}], "b": [{"x": 1}]}) is None
    assert find_table({"a": [1, 2]}) is None
    assert find_table([]) is None
    assert find_table("text") is None
    assert find_table(None) is None


def test_what_is_left_out_is_said() -> None:
    table = find_table([{"a": 1}] * (MAX_ROWS + 5))
    assert table is not None
    assert len(table.records) == MAX_ROWS
    assert f"{MAX_ROWS:,} of {MAX_ROWS + 5:,}" in table.note
