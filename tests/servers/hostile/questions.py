"""Requests of the server: odd ids, odd methods, and forms that would keep a client busy for ever."""

from .good import good
from .registry import STDIO, stdio
from .shapes import RECURSIVE, _deep, _doubling

SAMPLING = {"messages": [{"role": "user", "content": {"type": "text", "text": "?"}}], "maxTokens": 5}


def ask(method, params=None, ident="q"):
    return {"jsonrpc": "2.0", "id": ident, "method": method} | ({} if params is None else {"params": params})


@stdio
def request_ids_reused(s):
    """Asks five times with the same id."""
    s.on("vice", lambda r: s.say(*[ask("ping")] * 5, good(r)))


@stdio
def request_ids_of_all_types(s):
    """Asks with ids of all types, ours among them."""
    odd = (None, True, 1.5, -1, [], {}, [[]], "", "x" * 100_000, 10**30, float("inf"))
    s.on("vice", lambda r: s.say(*(ask("ping", None, ident) for ident in (*odd, r["id"])), good(r)))


@stdio
def request_methods_unknown(s):
    """Asks for what no client knows, and for what only servers know."""
    s.on("vice", lambda r: s.say(*(ask(method, {}, method) for method in ("", "no/such", "tools/call", "a" * 10_000)),
                                 good(r)))  # fmt: skip


@stdio
def request_params_of_all_types(s):
    """Asks with params of all types."""
    methods = ("sampling/createMessage", "elicitation/create", "roots/list", "ping")
    odd = (None, 1, "x", True, [], [1], {}, {"messages": 1, "requestedSchema": 1, "message": []})
    asked = [
        {**ask(method, None, f"{method} {n}"), "params": params} for method in methods for n, params in enumerate(odd)
    ]
    s.on("vice", lambda r: s.say(*asked, good(r)))


@stdio
def asks_before_initialize(s):
    """Asks and tells before the handshake has begun."""
    note = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "early"}}
    s.first(lambda: s.say(ask("roots/list"), ask("ping", None, 1), note))


@stdio
def asks_with_millions_of_values(s):
    """Asks with 8 MB of params that hold too many values, and goes on when it was refused."""
    asked = b'{"jsonrpc":"2.0","id":"q","method":"roots/list","params":{"_meta":{"x":[' + b"0," * 4_000_000 + b"0]}}}\n"

    def vice(request):
        s.write(asked)
        while (message := s.read()) is not None and "method" in message:
            s.take(message)
        if "error" in message:
            s.good(request)

    s.on("vice", vice)


@stdio
def asks_undeclared(s):
    """Asks for what a client of the first revision does not know."""
    params = {"message": "?", "requestedSchema": {"type": "object", "properties": {}}}
    s.on("vice", lambda r: s.say(ask("elicitation/create", params, 1), good(r)))


@stdio
def waits_for_the_answer(s):
    """Asks, and answers the call only when it has been answered itself."""

    def wait(request):
        s.say(ask("sampling/createMessage", SAMPLING))
        while (message := s.read()) is not None and "method" in message:
            s.take(message)
        s.good(request)

    s.on("vice", wait)


@stdio
def cancels_its_own_question(s):
    """Asks, and takes the question back at once; then takes back what it never asked."""
    cancelled = {"jsonrpc": "2.0", "method": "notifications/cancelled"}
    idents = ("q", "never", None, [], 5)
    s.on("vice", lambda r: s.say(ask("sampling/createMessage", SAMPLING),
                                 *({**cancelled, "params": {"requestId": ident}} for ident in idents), good(r)))  # fmt: skip


@stdio
def asks_and_ends(s):
    """Asks, answers, and does not wait for the answer."""
    s.on("vice", lambda r: (s.say(*(ask("ping", None, n) for n in range(50)), good(r)), s.write(b""), exit(0)))


def _form(name, schema, doc):
    def make(s):
        params = {"message": "Fill this in", "requestedSchema": schema}
        s.on("vice", lambda r: s.say(ask("elicitation/create", params), good(r)))

    make.__doc__ = doc
    STDIO[name] = make


def _text(**members):
    return {"type": "object", "properties": {"a": {"type": "string", **members}}, "required": ["a"]}


_form(
    "form-pattern-catastrophic", _text(pattern="^(a+)+$", default="a" * 40 + "!"), "Asks with a pattern that explodes."
)
_form("form-pattern-huge", _text(pattern="(a{1,1000}){1,1000}"), "Asks with a pattern of a million states.")
_form("form-doubling", _doubling(60), "Asks with references that double.")
_form("form-recursive", RECURSIVE, "Asks with a schema that contains itself.")
_form("form-deep", _deep(300), "Asks with a schema 300 levels deep.")
_form(
    "form-wide",
    {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(20_000)}},
    "Asks for 20 000 fields.",
)
_form("form-huge-enum", _text(enum=[str(n) for n in range(100_000)]), "Asks with 100 000 choices.")
_form(
    "form-remote",
    {"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:1/x"}}},
    "Asks with a schema elsewhere.",
)
_form("form-text", "object", "Asks with a text as schema.")
_form("form-limits", _text(minLength=10**12, maxLength=-1), "Asks for a text longer than all memory.")


@stdio
def request_ids_deep(s):
    """Asks with lists in lists as ids, of all depths about which readers and writers give up."""
    asked = [b'{"jsonrpc":"2.0","method":"ping","id":' + b"[" * n + b"]" * n + b"}\n" for n in range(800, 1000)]
    s.on("vice", lambda r: (s.write(b"".join(asked)), s.good(r)))


@stdio
def elicitation_deep(s):
    """Asks with params as deep as readers go."""
    deep = [b'{"a":' * n + b"1" + b"}" * n for n in range(900, 1000)]
    head = b'{"jsonrpc":"2.0","method":"elicitation/create","id":1,"params":{"message":"x","requestedSchema":'
    s.on("vice", lambda r: (s.write(b"".join(head + schema + b"}}\n" for schema in deep)), s.good(r)))
