"""News from the engine arrive in the order in which they were said last."""

import time

from pytestqt.qtbot import QtBot

from inspector.ui.bridge.news import News


def test_what_is_said_anew_while_others_wait_comes_after_them(qtbot: QtBot) -> None:
    news, heard = News(), list[str]()

    def take_long() -> None:
        heard.append("long")
        news.post("state", heard.append, "connected")
        time.sleep(0.02)  # longer than one slice of the window's time, so that the rest has to wait

    news.post("work", take_long)
    news.post("state", heard.append, "listing")
    news.post("catalog", heard.append, "four prompts")
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=5_000)
    assert heard == ["long", "four prompts", "connected"]
