import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import anyio.abc
import pytest
from anyio.streams.buffered import BufferedByteReceiveStream

from inspector.servers.addresses import AddressError, settings_for
from inspector.servers.definition import PlugInSettings, ServerDefinition
from inspector.servers.plug_ins import plug_in_schemes
from inspector.sessions.outcome import ResultReply
from inspector.sessions.state import Phase
from tests.sessions.conftest import Open
from tests.sessions.plain_replies import reply_to

PLUG_IN = Path(__file__).parents[1] / "plug_in"


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the example installed: its folder is what an installer would have made of it."""
    monkeypatch.syspath_prepend(str(PLUG_IN))
    yield
    for name in [name for name in sys.modules if name.startswith("example_loupe")]:
        del sys.modules[name]


def definition(url: str) -> ServerDefinition:
    return ServerDefinition("plug-in", PlugInSettings(url), era="2025-11-25")


def test_an_address_with_the_scheme_of_a_plug_in_is_one() -> None:
    assert settings_for("framed://host:1") == PlugInSettings("framed://host:1")
    assert "example_loupe_framed" not in sys.modules
    assert set(plug_in_schemes()) >= {"framed", "broken"}
    with pytest.raises(AddressError, match="framed"):
        settings_for("smtp://host")


async def test_the_example_of_a_plug_in_carries_a_session(open_session: Open) -> None:
    async def serve(stream: anyio.abc.SocketStream) -> None:
        async with stream:
            source = BufferedByteReceiveStream(stream)
            with contextlib.suppress(anyio.IncompleteRead):
                while True:
                    line = await source.receive_exactly(int.from_bytes(await source.receive_exactly(4)))
                    reply = reply_to(line)
                    if reply is not None:
                        await stream.send(len(reply).to_bytes(4) + reply)

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, serve)
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        async with open_session(definition(f"framed://127.0.0.1:{port}")) as watched:
            assert watched.session.state.facts == {"plug-in": "framed"}
            assert isinstance(await watched.session.call_tool("echo", {}), ResultReply)
            assert watched.rows()[0].method == "initialize"
            assert isinstance(json.loads(watched.raw(1)), dict)
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("framed://127.0.0.1:1", 'Nothing was reached at "framed://127.0.0.1:1"'),
        ("missing:x", "could not be loaded: ModuleNotFoundError"),
        ("leaving:x", "could not be loaded: SystemExit"),
        ("nothing:x", "gave no transport but str"),
        ("broken:before", "ended by an error: RuntimeError: before it started"),
        ("unknown:x", 'no plug-in for "unknown" is installed'),
    ],
)
async def test_a_plug_in_that_cannot_connect_is_a_failure_and_no_more(open_session: Open, url: str, words: str) -> None:
    async with open_session(definition(url)) as watched:
        assert watched.session.state.phase is Phase.FAILED
        assert watched.session.state.failure is not None
        assert words in watched.session.state.failure.sentence


async def test_a_plug_in_that_raises_while_it_runs_ends_its_own_session_only(open_session: Open) -> None:
    async with open_session(definition("broken:later")) as watched:
        failure = watched.session.state.failure
        assert failure is not None
        assert "could not send a message: RuntimeError: not sent" in failure.sentence
        said = [watched.raw(row.seq) for row in watched.rows() if row.kind == "failure"]
        assert any(b"no facts" in raw for raw in said)
