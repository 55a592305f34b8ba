"""JSON-RPC envelopes: ids, results and errors as no answer should have them."""

from .good import good, line, reply, text
from .registry import STDIO, stdio

ERROR = {"code": -32000, "message": "No."}


def _swapped(name, doc, **members):
    """Register a server whose answer to a call has other members; `None` as a function's result leaves one out."""

    def make(s):
        def answer(request):
            changed = {key: value(request) if callable(value) else value for key, value in members.items()}
            whole = {**good(request), **changed}
            s.say({key: value for key, value in whole.items() if value is not Ellipsis})

        s.on("vice", answer)

    make.__doc__ = doc
    STDIO[name] = make


_swapped("id-as-text", "Answers with the id as a text.", id=lambda r: str(r["id"]))
_swapped("id-as-float", "Answers with the id as 1.0.", id=lambda r: float(r["id"]))
_swapped("id-with-fraction", "Answers with an id that is not whole.", id=lambda r: r["id"] + 0.5)
_swapped("id-null", "Answers with the id null.", id=None)
_swapped("id-missing", "Answers without an id.", id=...)
_swapped("id-true", "Answers with the id true.", id=True)
_swapped("id-list", "Answers with a list as id.", id=lambda r: [r["id"]])
_swapped("id-object", "Answers with an object as id.", id=lambda r: {"id": r["id"]})
_swapped("id-unknown", "Answers with an id nobody gave.", id=777_777)
_swapped("id-huge", "Answers with an id beyond all floats.", id=10**400)
_swapped("id-nan", "Answers with NaN as id.", id=float("nan"))
_swapped("id-megabyte", "Answers with a text of a megabyte as id.", id="x" * 1_000_000)
_swapped("id-negative", "Answers with a negative id.", id=lambda r: -r["id"])
_swapped("result-and-error", "Answers with a result and an error.", error=ERROR)
_swapped("neither-result-nor-error", "Answers with nothing but an id.", result=...)
_swapped("result-null", "Answers with null.", result=None)
_swapped("result-text", "Answers with a text.", result="fine")
_swapped("result-list", "Answers with a list.", result=[1, 2])
_swapped("result-number", "Answers with a number.", result=5)
_swapped("error-null", "Answers with a result and the error null.", error=None)
_swapped("error-only-null", "Answers with nothing but the error null.", result=..., error=None)
_swapped("error-text", "Answers with a text as error.", result=..., error="it broke")
_swapped("error-list", "Answers with a list as error.", result=..., error=["it broke"])
_swapped("error-empty", "Answers with an empty object as error.", result=..., error={})
_swapped("error-code-text", "Answers with a text as code.", result=..., error={"code": "E42", "message": "No."})
_swapped("error-message-list", "Answers with a list as message.", result=..., error={"code": -32000, "message": []})
_swapped("error-code-huge", "Answers with a huge code.", result=..., error={"code": 10**40, "message": "No."})
_swapped("version-missing", 'Answers without "jsonrpc".', jsonrpc=...)
_swapped("version-number", 'Answers with "jsonrpc" as a number.', jsonrpc=2.0)
_swapped("version-old", "Answers as JSON-RPC 1.0 does.", jsonrpc="1.0", error=None)
_swapped("method-in-reply", "Answers with a method beside the result.", method="tools/call")
_swapped("method-number-in-reply", "Answers with a number as method beside the result.", method=7)
_swapped("extra-members", "Answers with members JSON-RPC does not know.", took=3, server={"name": "x"})


@stdio
def id_surrogate(s):
    """Answers with half a surrogate pair as id."""
    s.on("vice", lambda r: s.write(rb'{"jsonrpc": "2.0", "id": "\ud800", "result": {"content": []}}' + b"\n"))


@stdio
def answers_twice(s):
    """Answers each request twice."""
    s.on(None, lambda r: s.say(good(r), good(r)) if "id" in r else None)


@stdio
def answers_twice_differently(s):
    """Answers a call with an error, then with a result."""
    s.on("vice", lambda r: s.say({"jsonrpc": "2.0", "id": r["id"], "error": ERROR}, good(r)))


@stdio
def answers_never(s):
    """Does not answer a call."""
    s.on("vice", lambda r: None)


@stdio
def answers_ahead(s):
    """Answers requests that were not sent yet."""
    s.on("vice", lambda r: s.say(*({"jsonrpc": "2.0", "id": ident, "result": {}} for ident in range(500, 520)),
                                 good(r)))  # fmt: skip


@stdio
def answers_late(s):
    """Answers a call only after the next one has come."""
    late = []
    s.on("vice", late.append)
    s.on("echo", lambda r: s.say(*(good(request) for request in (r, *late))))


@stdio
def answers_notifications(s):
    """Answers notifications with errors that have no id, or null."""
    gone = {"code": -32601, "message": "Method not found"}
    s.on("notifications/initialized", lambda r: s.say({"jsonrpc": "2.0", "id": None, "error": gone},
                                                      {"jsonrpc": "2.0", "error": gone}))  # fmt: skip


@stdio
def batch(s):
    """Answers a call in a batch, beside a notification."""
    s.on("vice", lambda r: s.write(line([{"jsonrpc": "2.0", "method": "notifications/x"}, good(r)])))


@stdio
def batch_of_junk(s):
    """Writes empty, mixed and nested batches before it answers."""
    junk = [[], [1, "a", None, True, [], {}], [[[{"jsonrpc": "2.0", "method": "notifications/x"}]]]]
    s.on("vice", lambda r: s.write(b"".join(map(line, junk)) + line(good(r))))


@stdio
def batch_in_batches(s):
    """Writes batches in batches, 400 levels deep."""
    s.on("vice", lambda r: s.write(b"[" * 400 + b'{"jsonrpc":"2.0","method":"x"}' + b"]" * 400 + b"\n" + line(good(r))))


@stdio
def batch_of_many(s):
    """Writes a batch of 20 000 notifications."""
    s.on("vice", lambda r: s.write(line([{"jsonrpc": "2.0", "method": "notifications/x"}] * 20_000) + line(good(r))))


@stdio
def echoes_everything(s):
    """Writes back each line it reads, and then answers: a terminal left in echo mode."""

    def answer(request):
        s.say(request)
        if "id" in request and "method" in request:
            s.say(good(request))

    s.on(None, answer)


@stdio
def methods_of_all_types(s):
    """Writes messages whose method is no text, or whose params are no object."""
    odd = [
        *({"jsonrpc": "2.0", "method": method} for method in (1, None, [], {}, True, "")),
        *({"jsonrpc": "2.0", "method": "notifications/message", "params": params} for params in (1, None, [], "x")),
        *({"jsonrpc": "2.0", "method": "notifications/progress", "params": params} for params in (1, None, [], "x")),
        *({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params} for params in (1, None, [], "x")),
    ]
    s.on("vice", lambda r: s.say(*odd, good(r)))


@stdio
def odd_progress(s):
    """Reports progress on tokens of all types, downwards, and after the answer."""
    note = {"jsonrpc": "2.0", "method": "notifications/progress"}
    tokens = [None, True, 1.5, [], {}, "no-such", 10**30]
    odd = [{**note, "params": {"progressToken": token, "progress": 1}} for token in tokens]
    values = [5, 3, "x", None, [], 1e308, -1]

    def answer(request):
        token = request["params"].get("_meta", {}).get("progressToken", 0)
        own = [{**note, "params": {"progressToken": token, "progress": value, "total": 2}} for value in values]
        s.say(*odd, *own, reply(request, text("done")), own[0])

    s.on("vice", answer)
