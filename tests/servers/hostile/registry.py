"""Which servers there are: name to function, for each way to reach one."""

STDIO = {}
HTTP = {}


def stdio(make):
    """Register a function that puts a vice into a `Server`; its name, with hyphens, is the server's."""
    STDIO[_name(make)] = make
    return make


def http(handle):
    """Register a function that answers one HTTP request."""
    HTTP[_name(handle)] = handle
    return handle


def _name(function):
    return function.__name__.strip("_").replace("_", "-")
