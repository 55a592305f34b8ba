"""Floods: too much of what is allowed."""

from .good import good, line
from .registry import stdio
from .server import hold_on


@stdio
def notification_flood(s):
    """Writes 20 000 log messages during a call."""
    s.on("vice", lambda r: (s.notify("notifications/message", {"level": "info", "data": "x"}, 20_000), s.good(r)))


@stdio
def unknown_notification_flood(s):
    """Writes 10 000 notifications nobody knows."""
    s.on("vice", lambda r: (s.notify("notifications/weather", {"rain": True}, 10_000), s.good(r)))


@stdio
def progress_flood(s):
    """Reports 20 000 steps of progress, on the token it was given."""

    def flood(request):
        token = request["params"].get("_meta", {}).get("progressToken", "none")
        note = {"jsonrpc": "2.0", "method": "notifications/progress"}
        steps = [{**note, "params": {"progressToken": token, "progress": step}} for step in range(20_000)]
        s.say(*steps, good(request))

    s.on("vice", flood)


@stdio
def ping_flood(s):
    """Asks 10 000 times whether the client is there."""
    s.on("vice", lambda r: s.say(*_requests("ping", None, 10_000), good(r)))


@stdio
def sampling_flood(s):
    """Asks for 10 000 texts of a model."""
    params = {"messages": [{"role": "user", "content": {"type": "text", "text": "?"}}], "maxTokens": 5}
    s.on("vice", lambda r: s.say(*_requests("sampling/createMessage", params, 10_000), good(r)))


@stdio
def noise_flood(s):
    """Writes 50 000 lines that are no JSON."""
    s.on("vice", lambda r: (s.write(b"2026-01-01 INFO starting\n" * 50_000), s.good(r)))


@stdio
def blank_flood(s):
    """Writes 50 000 empty lines."""
    s.on("vice", lambda r: (s.write(b"\n" * 50_000), s.good(r)))


@stdio
def reply_flood(s):
    """Answers a call 20 000 times."""
    s.on("vice", lambda r: s.write(line(good(r)) * 20_000))


@stdio
def list_changed_flood(s):
    """Says 5 000 times that its tools have changed."""
    s.on("vice", lambda r: (s.notify("notifications/tools/list_changed", None, 5_000), s.good(r)))


@stdio
def list_changed_circle(s):
    """Says at each reading of its tools that they have changed: a circle without end."""
    s.on("tools/list", lambda r: (s.good(r), s.notify("notifications/tools/list_changed")))


@stdio
def cancel_flood(s):
    """Cancels 10 000 requests that it may not cancel, the running call among them."""

    def flood(request):
        note = {"jsonrpc": "2.0", "method": "notifications/cancelled"}
        s.say(*({**note, "params": {"requestId": ident}} for ident in (request["id"], *range(10_000))), good(request))

    s.on("vice", flood)


def _requests(method, params, count):
    body = {"jsonrpc": "2.0", "method": method} | ({} if params is None else {"params": params})
    return ({**body, "id": ident} for ident in range(count))


@stdio
def deaf_ping_flood(s):
    """Reads no more, and asks 12 000 times whether the client is there."""
    s.on("vice", lambda r: (s.say(*_requests("ping", None, 12_000)), hold_on()))
