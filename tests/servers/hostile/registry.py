"""Which servers there are: name to function, for each way to reach one."""

STDIO = {}
WEB = {}
WEBSOCKET = {}
MODERN_WEB = set()


def stdio(make):
    """Register a function that puts a vice into a `Server`; its name, with hyphens, is the server's."""
    STDIO[_name(make)] = make
    return make


def at_call(do):
    """Register a function that answers the call of the tool "vice" over HTTP; the rest is answered well."""
    WEB[_name(do)] = lambda exchange: do(exchange) if exchange.key == "vice" else exchange.good()
    return do


def at(*keys, modern=False):
    """Register a function that answers certain methods, or verbs that carry none, over HTTP."""

    def register(do):
        WEB[_name(do)] = lambda exchange: do(exchange) if exchange.key in keys or not keys else exchange.good()
        if modern:
            MODERN_WEB.add(_name(do))
        return do

    return register


def at_frame(do):
    """Register a function that answers the call of the tool "vice" over a WebSocket."""
    WEBSOCKET[_name(do)] = (do, None)
    return do


def at_upgrade(greet):
    """Register a function that answers the opening handshake of a WebSocket."""
    WEBSOCKET[_name(greet)] = (None, greet)
    return greet


def _name(function):
    return function.__name__.strip("_").replace("_", "-")
