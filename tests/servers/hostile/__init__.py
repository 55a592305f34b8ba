"""Servers with one vice each, and otherwise good: what a client must live through.

`python -S -m tests.servers.hostile NAME` serves one over stdio; `--http`, `--tcp` or `--ws` before the name serves one
over a socket and prints its port first. One module is one family, one function is one server. All of them offer
the tools "echo", which always works, and "vice", which most of them misbehave at. Nothing but the standard library.

What a server writes it also keeps in the file that the environment variable `HOSTILE_COPY` names.
"""
