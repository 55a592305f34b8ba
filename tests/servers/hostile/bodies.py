"""HTTP: statuses, headers and bodies as an answer should not have them."""

import gzip
import json
import zlib

from .good import good
from .registry import WEB, at, at_call

PAGE = b"<!DOCTYPE html><html><title>Oops</title><script>alert(1)</script><h1>It works!</h1></html>"


@at()
def web_good(x):
    """Has no vice."""
    x.good()


@at_call
def no_content_type(x):
    """Does not say what its body is."""
    x.answer(x.good_body(), kind=None)


@at_call
def json_as_text(x):
    """Says its JSON is text."""
    x.answer(x.good_body(), kind="text/plain; charset=utf-8")


@at_call
def json_as_html(x):
    """Says its JSON is HTML."""
    x.answer(x.good_body(), kind="text/html")


@at_call
def content_type_odd(x):
    """Has a content type that is none."""
    x.answer(x.good_body(), kind=";;; =/= \xff")


@at_call
def content_type_twice(x):
    """Says two things of its body."""
    x.answer(x.good_body(), ("Content-Type", "text/event-stream"))


@at_call
def latin_1_body(x):
    """Has a body in Latin-1, and says so."""
    x.answer(json.dumps(good(x.message), ensure_ascii=False).encode("latin-1", "replace"),
             kind="application/json; charset=iso-8859-1")  # fmt: skip


@at_call
def html_page(x):
    """Answers with a page."""
    x.answer(PAGE, kind="text/html")


@at_call
def html_500(x):
    """Breaks, and shows a page about it."""
    x.answer(PAGE, status=500, kind="text/html")


@at_call
def html_404(x):
    """Does not know its own address, and shows a page about it."""
    x.answer(PAGE, status=404, kind="text/html")


def _status(status, name=None, *headers):
    def do(x):
        x.answer(b"", *headers, status=status, kind=None)

    do.__name__ = name or f"status_{status}"
    do.__doc__ = f"Answers with the status {status} and no body."
    at_call(do)


for _number in (200, 202, 205, 304, 400, 401, 403, 405, 406, 413, 415, 418, 429, 500, 502, 503, 599, 999):
    _status(_number)
_status(401, "status_401_with_challenge", ("WWW-Authenticate", 'Bearer realm="\xff", scope="a b", , ='))
_status(429, "status_429_for_ever", ("Retry-After", "99999999999999999999"))
_status(503, "status_503_with_date", ("Retry-After", "Fri, 99 Foo 0000 99:99:99 GMT"))
_status(302, "status_302_elsewhere", ("Location", "http://127.0.0.1:1/elsewhere"))
_status(307, "redirects_in_a_circle", ("Location", "/mcp"))
_status(308, "redirects_to_another_origin", ("Location", "http://localhost:1/mcp"))
_status(307, "redirects_to_a_file", ("Location", "file:///etc/passwd"))
_status(307, "redirects_to_nonsense", ("Location", "http://[::1:99999/\x01"))
_status(307, "redirects_without_a_place")


@at_call
def status_204(x):
    """Answers a request with No Content."""
    x.head(204)


@at_call
def status_201_with_result(x):
    """Answers with a result and the status Created."""
    x.answer(x.good_body(), status=201)


@at_call
def status_500_with_result(x):
    """Answers with a result and the status of an error."""
    x.answer(x.good_body(), status=500)


@at_call
def status_400_with_error(x):
    """Answers with a JSON-RPC error that has no id, and the status 400."""
    x.answer(b'{"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": "No."}}', status=400)


@at_call
def oauth_error(x):
    """Answers as an authorization server does."""
    x.answer(b'{"error": "invalid_token", "error_description": "expired"}', status=400)


@at_call
def early_hints(x):
    """Sends two informational answers before the real one."""
    x.frame(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    x.good()


@at_call
def gzip_unasked(x):
    """Compresses its answer although nobody asked for it."""
    x.answer(gzip.compress(x.good_body()), ("Content-Encoding", "gzip"))


@at_call
def deflate_unasked(x):
    """Deflates its answer although nobody asked for it."""
    x.answer(zlib.compress(x.good_body()), ("Content-Encoding", "deflate"))


@at_call
def gzip_broken(x):
    """Says it compressed its answer, and did not."""
    x.answer(x.good_body(), ("Content-Encoding", "gzip"))


@at_call
def gzip_cut_off(x):
    """Compresses its answer and leaves out the end."""
    x.answer(gzip.compress(x.good_body())[:-20], ("Content-Encoding", "gzip"))


@at_call
def gzip_bomb(x):
    """Compresses 300 MB of blanks before its answer."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(300))
    x.answer(packed + packer.compress(x.good_body()) + packer.flush(), ("Content-Encoding", "gzip"))


@at_call
def coding_unknown(x):
    """Says its answer is coded in a way nobody knows."""
    x.answer(x.good_body(), ("Content-Encoding", "x-rot13"))


@at_call
def body_bad_utf8(x):
    """Has bytes in its body that are no UTF-8."""
    x.answer(x.good_body().replace(b"well", b"we\xfflll\xfe"))


@at_call
def body_utf16(x):
    """Answers in UTF-16."""
    x.answer(json.dumps(good(x.message)).encode("utf-16"))


@at_call
def body_with_mark(x):
    """Has a byte order mark before its body."""
    x.answer(b"\xef\xbb\xbf" + x.good_body())


@at_call
def body_of_two(x):
    """Has two messages in its body, one after the other."""
    x.answer(b'{"jsonrpc": "2.0", "method": "notifications/x"}\n' + x.good_body())


@at_call
def body_broken_json(x):
    """Breaks its JSON off."""
    x.answer(x.good_body()[:-5])


@at_call
def body_of_events(x):
    """Has an event stream as body, and says it is JSON."""
    x.answer(b"event: message\ndata: " + x.good_body() + b"\n\n")


@at_call
def body_with_other_id(x):
    """Answers with the id of somebody else."""
    x.answer(json.dumps({**good(x.message), "id": 4711}).encode())


@at_call
def body_without_id(x):
    """Answers without an id."""
    x.answer(json.dumps({key: value for key, value in good(x.message).items() if key != "id"}).encode())


@at_call
def body_with_a_request(x):
    """Answers a request with a request."""
    x.answer(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}')


@at_call
def body_with_a_batch(x):
    """Answers in a batch."""
    x.answer(b"[" + x.good_body() + b"]")


@at_call
def body_deep(x):
    """Answers with lists in lists, 100 000 levels deep."""
    x.answer(b"[" * 100_000 + b"]" * 100_000)


@at_call
def body_of_thirty_megabytes(x):
    """Answers with a body of 30 MB."""
    x.answer(x.good_body().replace(b"well", b"x" * 30_000_000))


@at("initialize")
def session_id_odd(x):
    """Gives a session id that no header may hold."""
    x.answer(x.good_body(), ("Mcp-Session-Id", b"\xff\xfe \t id"))


@at("initialize")
def session_id_huge(x):
    """Gives a session id of 50 kB."""
    x.answer(x.good_body(), ("Mcp-Session-Id", "s" * 50_000))


@at("initialize", "vice")
def session_id_changes(x):
    """Gives another session id in mid-session."""
    x.answer(x.good_body(), ("Mcp-Session-Id", f"id-of-{x.key}-0123456789abcdef"))


@at("initialize")
def revision_with_line_end(x):
    """Answers with a revision that would be two headers."""
    body = json.loads(x.good_body())
    body["result"]["protocolVersion"] = "2025-06-18\r\nX-Evil: 1"
    x.answer(json.dumps(body).encode())


@at("initialize", "vice")
def session_always_lost(x):
    """Gives a session id, and never knows it at a call."""
    if x.key == "initialize":
        x.answer(x.good_body(), ("Mcp-Session-Id", "0123456789abcdef0123456789abcdef"))
    else:
        x.answer(b"no such session", status=404, kind="text/plain")


@at("notifications/initialized")
def notification_refused(x):
    """Refuses the notification that the handshake is through."""
    x.answer(PAGE, status=400, kind="text/html")


@at("notifications/initialized")
def notification_answered(x):
    """Answers a notification with a result."""
    x.answer(b'{"jsonrpc": "2.0", "id": null, "result": {}}')


@at("DELETE", "initialize")
def refuses_to_end(x):
    """Never answers that the session is ended."""
    if x.key == "initialize":
        x.answer(x.good_body(), ("Mcp-Session-Id", "0123456789abcdef0123456789abcdef"))
    else:
        x.hold()


@at("initialize")
def initialize_as_page(x):
    """Answers the handshake with a page."""
    x.answer(PAGE, kind="text/html")


@at()
def everything_404(x):
    """Knows nothing."""
    x.answer(PAGE, status=404, kind="text/html")


@at()
def everything_401(x):
    """Wants to know who asks."""
    x.answer(b"", ("WWW-Authenticate", "Bearer"), status=401, kind=None)


__all__ = ["WEB"]
