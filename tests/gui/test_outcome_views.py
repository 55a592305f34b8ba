from inspector.content.views import TextView
from inspector.sessions.outcome import ErrorReply, ResultReply
from inspector.ui.widgets.content_view import VIEWS_SHOWN
from inspector.ui.widgets.outcome_view import views_of


def test_an_error_that_wants_a_capability_says_which_and_where_to_switch_it_on() -> None:
    error = {"code": -32021, "message": "No", "data": {"requiredCapabilities": {"sampling": {}}}}
    (view,) = views_of(ErrorReply(error, 1, 2, 3))
    assert isinstance(view, TextView)
    assert "did not declare: sampling. Switch it on for this server." in view.text
    assert '"requiredCapabilities"' in view.text


def test_an_error_without_advice_is_its_message() -> None:
    (view,) = views_of(ErrorReply({"code": -32603, "message": "No"}, 1, 2, 3))
    assert isinstance(view, TextView)
    assert view.text == "No"


def test_of_very_many_contents_only_those_that_are_shown_are_read() -> None:
    items = [{"type": "text", "text": str(number)} for number in range(20_000)]
    views = views_of(ResultReply({"content": items}, 1, 2, 3))
    assert len(views) == 20_000
    assert sum(isinstance(view, TextView) for view in views) == VIEWS_SHOWN
