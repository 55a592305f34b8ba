"""The stateless era: odd discoveries, odd kinds of results, rounds without end, odd subscriptions."""

from .good import CAPABILITIES, INFO, good, reply, text
from .registry import STDIO

META = {"io.modelcontextprotocol/serverInfo": INFO}
FOUND = {
    "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": CAPABILITIES, "_meta": META,
    "ttlMs": 0, "cacheScope": "private",
}  # fmt: skip
ELICIT = {
    "method": "elicitation/create",
    "params": {"message": "?", "requestedSchema": {"type": "object", "properties": {}}},
}
SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId"


def modern(name, doc):
    """Register a server of the stateless era; the function puts its vice in."""

    def register(make):
        def make_modern(s):
            s.modern = True
            s.on("subscriptions/listen", lambda request: acknowledge(s, request))
            make(s)

        make_modern.__doc__ = doc
        STDIO[name] = make_modern
        return make

    return register


def acknowledge(s, request, **odd):
    """Say well that a subscription has begun."""
    granted = request["params"].get("notifications", {})
    params = {"notifications": granted, "_meta": {SUBSCRIPTION: request["id"]}}
    s.notify("notifications/subscriptions/acknowledged", {**params, **odd})


def _finds(name, doc, result):
    modern(name, doc)(lambda s: s.result("server/discover", result))


def _calls(name, doc, result):
    modern(name, doc)(lambda s: s.result("vice", result))


def _asks(name, doc, **members):
    _calls(name, doc, {"resultType": "input_required", **members})


modern("modern-good", "Has no vice.")(lambda s: None)
_finds("discover-null", "Finds null.", None)
_finds("discover-list", "Finds a list.", [FOUND])
_finds("discover-empty", "Finds nothing at all.", {})
_finds("discover-versions-text", "Lists its revisions as a text.", {**FOUND, "supportedVersions": "2026-07-28"})
_finds("discover-versions-odd", "Lists revisions of all types.", {**FOUND, "supportedVersions": [1, None, {}, [], "x"]})
_finds("discover-versions-unknown", "Lists revisions nobody knows, of all types.",
       {**FOUND, "supportedVersions": [{}, ["2026-07-28"], "2099-01-01", None]})  # fmt: skip
_finds("discover-versions-none", "Lists no revisions.", {**FOUND, "supportedVersions": []})
_finds("discover-capabilities-list", "Lists its capabilities.", {**FOUND, "capabilities": ["tools"]})
_finds("discover-meta-text", "Has a text as _meta.", {**FOUND, "_meta": "hostile"})
_finds("discover-info-odd", "Says oddly who it is.", {**FOUND, "_meta": {"io.modelcontextprotocol/serverInfo": ["x"]}})
_finds("discover-asks", "Wants to know something before it is discovered.",
       {"resultType": "input_required", "inputRequests": {"a": ELICIT}})  # fmt: skip
_calls("kind-missing", "Gives a result without resultType.", text("x"))
_calls("kind-number", "Gives a result of the kind 5.", {**text("x"), "resultType": 5})
_calls("kind-unknown", "Gives a result of a kind nobody knows.", {**text("x"), "resultType": "banana"})
_calls("kind-task-empty", "Says there is a task, and not which.", {"resultType": "task"})
_asks("input-nothing", "Asks for input, and for none.")
_asks("input-list", "Asks with a list of requests.", inputRequests=[ELICIT])
_asks("input-of-all-types", "Asks with requests of all types.",
      inputRequests={"a": None, "b": 1, "c": [], "d": {}, "e": {"method": 5}, "f": {"method": "tools/call"}})  # fmt: skip
_asks("input-endless", "Asks again at every round.", inputRequests={"a": ELICIT}, requestState="again")
_asks("input-state-only", "Gives nothing but a state, at every round.", requestState="s")
_asks("input-state-number", "Gives a state that is no text.", inputRequests={"a": ELICIT}, requestState=5)
_asks("input-state-huge", "Gives a state of a megabyte.", inputRequests={"a": ELICIT}, requestState="s" * 1_000_000)
_asks("input-many", "Asks a thousand things at once.", inputRequests={f"k{n}": ELICIT for n in range(1000)})
_asks("input-form-odd", "Asks with a form that is none.",
      inputRequests={"a": {"method": "elicitation/create", "params": {"message": 1, "requestedSchema": []}}})  # fmt: skip


@modern("caching-odd", "Says oddly how long its tools are fresh.")
def _caching(s):
    tools = good({"method": "tools/list", "id": 1, "params": {}}, modern=True)["result"]
    s.result("tools/list", {**tools, "ttlMs": "for ever", "cacheScope": ["all"]})


@modern("initialize-too", "Answers a handshake as well.")
def _initialize(s):
    s.on("initialize", lambda r: s.say(good(r)))


@modern("refuses-every-revision", "Refuses each request for its revision, and supports that very one.")
def _refuses(s):
    data = {"supported": ["2026-07-28"], "requested": "2026-07-28"}
    error = {"code": -32022, "message": "Unsupported protocol version", "data": data}
    s.on("vice", lambda r: s.say({"jsonrpc": "2.0", "id": r["id"], "error": error}))


@modern("header-mismatch", "Objects to the headers of what has none.")
def _mismatch(s):
    error = {"code": -32020, "message": "Header mismatch"}
    s.on("vice", lambda r: s.say({"jsonrpc": "2.0", "id": r["id"], "error": error}))


@modern("asks-in-stateless-era", "Sends requests, which this era does not have.")
def _asks_itself(s):
    s.on(
        "vice",
        lambda r: s.say(*({"jsonrpc": "2.0", "id": n, "method": "roots/list"} for n in range(20)), good(r, True)),
    )


@modern("logs-unasked", "Logs although no level was asked for, and reports changes nobody wants.")
def _logs(s):
    def log(request):
        s.notify("notifications/message", {"level": "info", "data": "x"})
        s.notify("notifications/resources/updated", {"uri": "a:b"})
        s.good(request)

    s.on("vice", log)


@modern("listen-never-acknowledged", "Never says that a subscription has begun.")
def _silent(s):
    s.on("subscriptions/listen", lambda r: None)


@modern("listen-refused", "Refuses every subscription.")
def _listen_refused(s):
    s.on(
        "subscriptions/listen",
        lambda r: s.say({"jsonrpc": "2.0", "id": r["id"], "error": {"code": -32603, "message": "No"}}),
    )


@modern("listen-ends-at-once", "Ends every subscription as soon as it has begun.")
def _listen_ends(s):
    def end(request):
        acknowledge(s, request)
        s.say(reply(request, {"resultType": "complete", "_meta": {SUBSCRIPTION: request["id"]}}))

    s.on("subscriptions/listen", end)


@modern("listen-acknowledged-oddly", "Acknowledges subscriptions nobody has, in shapes nobody knows.")
def _listen_odd(s):
    def odd(request):
        for params in (
            None,
            [],
            {},
            {"notifications": 5, "_meta": {SUBSCRIPTION: request["id"]}},
            {"_meta": {SUBSCRIPTION: "?"}},
        ):
            s.say({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": params})
        acknowledge(
            s, request, notifications={"resourceSubscriptions": ["a:b"], "toolsListChanged": True, "weather": True}
        )
        acknowledge(s, request)

    s.on("subscriptions/listen", odd)


@modern("listen-flood", "Reports 5 000 changes on its subscription.")
def _listen_flood(s):
    def flood(request):
        acknowledge(s, request)
        s.notify("notifications/tools/list_changed", {"_meta": {SUBSCRIPTION: request["id"]}}, 5_000)

    s.on("subscriptions/listen", flood)
