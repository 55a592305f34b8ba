from inspector.content.views import TextView
from inspector.sessions.outcome import ErrorReply
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
