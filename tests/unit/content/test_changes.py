from inspector.content.changes import MAX_CHARACTERS, changes, text_for_comparison


def test_changed_lines_stand_with_their_neighbours() -> None:
    assert changes("a\nb\nc", "a\nB\nc") == ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"]


def test_what_did_not_change_has_no_lines() -> None:
    assert changes("same", "same") == []


def test_json_in_a_text_is_compared_laid_out() -> None:
    texts = [text_for_comparison({"contents": [{"uri": "a", "text": text}]}) for text in ('{"a": 1}', '{"a": 2}')]
    assert changes(*texts) == ["@@ -1,3 +1,3 @@", " {", '-  "a": 1', '+  "a": 2', " }"]


def test_contents_of_any_shape_are_compared() -> None:
    results: list[object] = [None, [], {"contents": 3}, {"contents": [None, {"blob": "AA=="}]}]
    for result in results:
        assert text_for_comparison(result)


def test_what_is_too_large_is_said_and_not_compared() -> None:
    large = "x\n" * MAX_CHARACTERS
    assert changes(large, large + "y") == ["The contents are too large to be compared."]
    assert "too many lines" in changes("\n" * 6_000, "\n" * 6_001)[0]
