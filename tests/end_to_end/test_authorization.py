"""A server that wants authorization first."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from .conftest import run


class Closed(BaseHTTPRequestHandler):
    """Answers 401 with an OAuth body, which is no JSON-RPC error."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"error": "invalid_token"}'
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Bearer realm="here"')
        self.send_header("Set-Cookie", "secret=1")
        self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def closed_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Closed)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/mcp"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_wants_authorization_has_its_own_exit_code(closed_url: str) -> None:
    done = run("probe", closed_url, "--json")
    assert done.code == 3
    assert "wants authorization first (401 Unauthorized)" in done.json["failure"]
    assert (done.json["reason"], done.json["status"]) == ("authorization", 401)
    assert done.json["headers"]["www-authenticate"] == ['Bearer realm="here"']
    assert done.json["headers"]["retry-after"] == ["7"]
    assert "set-cookie" not in done.json["headers"]
    assert done.json["help"]
    assert done.json["failure"].endswith(done.json["help"])
