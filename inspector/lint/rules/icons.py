"""Icons of servers, tools, resources and prompts."""

import re
from collections.abc import Iterator
from typing import Any, Final

from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_text, items, objects, shown, step
from inspector.lint.media import kind_of
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.lint.uris import scheme_of
from inspector.protocol import meta, methods
from inspector.protocol.revisions import REVISIONS

_SINCE: Final = REVISIONS[3:]

SHAPE = Rule("icon-shape", Severity.ERROR, "Icons are no list of objects with a source.", section.ICONS, _SINCE)
SCHEME = Rule("icon-scheme", Severity.ERROR, "An icon comes from where none may.", section.ICONS, _SINCE)
INSECURE = Rule("icon-insecure", Severity.WARNING, "An icon is not fetched by HTTPS.", section.ICONS, _SINCE)
DATA = Rule("icon-data", Severity.ERROR, "An icon's data URI holds no Base64 image.", section.ICONS, _SINCE)
MIME = Rule("icon-mime", Severity.WARNING, "The MIME type of an icon is not that of an image.", section.ICONS, _SINCE)
SIZES = Rule("icon-sizes", Severity.ERROR, "The sizes of an icon are malformed.", section.ICONS, _SINCE)
THEME = Rule("icon-theme", Severity.ERROR, "The theme of an icon is not known.", section.ICONS, _SINCE)

_SIZE: Final = re.compile(r"(?:[1-9][0-9]{0,5}x[1-9][0-9]{0,5}|any)\Z")
_DATA: Final = re.compile(r"data:image/[A-Za-z0-9.+-]+(?:;[^;,]*)*;base64,[A-Za-z0-9+/=%]+\Z", re.IGNORECASE)
_LISTS: Final = {
    methods.LIST_TOOLS: "tools",
    methods.LIST_RESOURCES: "resources",
    methods.LIST_TEMPLATES: "resourceTemplates",
    methods.LIST_PROMPTS: "prompts",
}


def check_icons(context: Context) -> Steps:
    """Check the icons of a result."""
    if context.result is None or (context.raw and b'"icons"' not in context.raw):
        return
    for pointer, holder in _holders(context, context.result):
        yield None
        icons = holder.get("icons", [])
        if not isinstance(icons, list):
            yield Said(SHAPE, f"The icons are {shown(icons)} and not a list.", f"{pointer}/icons")
        for place, icon in items(icons, f"{pointer}/icons"):
            yield from _icon(icon, place)


def _holders(context: Context, result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    member = _LISTS.get(context.method or "")
    if member is not None:
        yield from objects(result.get(member), f"/result/{member}")
    if isinstance(result.get("serverInfo"), dict):
        yield "/result/serverInfo", result["serverInfo"]
    info = meta.server_info_of(result)
    if info is not None:
        yield f"/result/_meta{step(meta.SERVER_INFO)}", info


def _icon(icon: Any, pointer: str) -> Steps:
    if not isinstance(icon, dict) or not is_text(icon.get("src")):
        yield Said(
            SHAPE, "An icon is an object with a source, src.", f"{pointer}/src" if isinstance(icon, dict) else pointer
        )
        return
    yield from _source(icon["src"], f"{pointer}/src")
    mime, sizes, theme = icon.get("mimeType", "image/"), icon.get("sizes", []), icon.get("theme", "light")
    if not isinstance(mime, str) or kind_of(mime) != "image":
        yield Said(MIME, f"The MIME type is {shown(mime)}.", f"{pointer}/mimeType")
    if not isinstance(sizes, list) or not all(isinstance(size, str) and _SIZE.match(size) for size in sizes[:100]):
        yield Said(SIZES, 'The sizes have to be a list of texts such as "48x48" or "any".', f"{pointer}/sizes")
    if theme not in ("light", "dark"):
        yield Said(THEME, f"The theme is {shown(theme)}.", f"{pointer}/theme")


def _source(source: str, pointer: str) -> Steps:
    scheme = scheme_of(source)
    if scheme == "data":
        if len(source) < 1_000_000 and not _DATA.match(source):
            yield Said(DATA, "The data URI is not an image in Base64.", pointer)
    elif scheme == "http":
        yield Said(INSECURE, f"{shown(source)} is not HTTPS.", pointer)
    elif scheme != "https":
        yield Said(SCHEME, f'{shown(source)} is neither "https:" nor "data:" and is not used.', pointer)


RULES: Final = (SHAPE, SCHEME, INSECURE, DATA, MIME, SIZES, THEME)
CHECKS: Final[tuple[Check, ...]] = (check_icons,)
