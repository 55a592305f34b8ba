"""In which language a text is written, by its MIME type or by the ending of its URI; for colours alone."""

from typing import Final
from urllib.parse import urlsplit

_BY_MIME: Final = {
    "application/javascript": "javascript",
    "application/json": "json",
    "application/sql": "sql",
    "application/toml": "toml",
    "application/typescript": "typescript",
    "application/x-httpd-php": "php",
    "application/x-ndjson": "json",
    "application/x-sh": "bash",
    "application/x-yaml": "yaml",
    "application/xhtml+xml": "html",
    "application/xml": "xml",
    "application/yaml": "yaml",
    "image/svg+xml": "xml",
    "text/css": "css",
    "text/csv": "csv",
    "text/html": "html",
    "text/javascript": "javascript",
    "text/markdown": "markdown",
    "text/tab-separated-values": "csv",
    "text/typescript": "typescript",
    "text/x-c": "c",
    "text/x-c++src": "cpp",
    "text/x-csrc": "c",
    "text/x-diff": "diff",
    "text/x-go": "go",
    "text/x-java": "java",
    "text/x-markdown": "markdown",
    "text/x-python": "python",
    "text/x-ruby": "ruby",
    "text/x-rust": "rust",
    "text/x-sh": "bash",
    "text/x-sql": "sql",
    "text/x-toml": "toml",
    "text/x-yaml": "yaml",
    "text/xml": "xml",
    "text/yaml": "yaml",
}
_BY_ENDING: Final = {
    "bash": "bash",
    "c": "c",
    "cc": "cpp",
    "cfg": "ini",
    "cpp": "cpp",
    "cs": "csharp",
    "css": "css",
    "csv": "csv",
    "diff": "diff",
    "go": "go",
    "h": "c",
    "hpp": "cpp",
    "htm": "html",
    "html": "html",
    "ini": "ini",
    "java": "java",
    "js": "javascript",
    "json": "json",
    "jsx": "javascript",
    "kt": "kotlin",
    "lua": "lua",
    "md": "markdown",
    "mjs": "javascript",
    "patch": "diff",
    "php": "php",
    "py": "python",
    "pyi": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "sql": "sql",
    "svg": "xml",
    "swift": "swift",
    "tab": "csv",
    "toml": "toml",
    "ts": "typescript",
    "tsv": "csv",
    "tsx": "typescript",
    "xml": "xml",
    "yaml": "yaml",
    "yml": "yaml",
}
_SAYS_NOTHING: Final = ("", "text/plain", "application/octet-stream")


def language_of(mime: str, uri: str = "") -> str:
    """Name the language as pygments does, "csv" for any table of text; empty where nothing says it."""
    if mime in _BY_MIME:
        return _BY_MIME[mime]
    if mime.endswith("+json"):
        return "json"
    if mime.endswith("+xml"):
        return "xml"
    return _BY_ENDING.get(ending_of(uri), "") if mime in _SAYS_NOTHING else ""


def is_parted_by_tabs(mime: str, uri: str = "") -> bool:
    """Tell whether a table is said to be parted by tabs, which counts for more than what stands in it."""
    return mime == "text/tab-separated-values" or (mime in _SAYS_NOTHING and ending_of(uri) in ("tsv", "tab"))


def ending_of(uri: str) -> str:
    """Give the ending of the last part of a URI's path in small letters, without the dot; empty if it has none."""
    try:
        path = urlsplit(uri[:4_000]).path
    except ValueError:
        return ""
    name = path.rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""
