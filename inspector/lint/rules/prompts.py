"""Prompts: listed, and as they are filled in."""

from typing import Any, Final

from inspector.jsonrpc.message import MISSING
from inspector.lint import section
from inspector.lint.context import Context
from inspector.lint.finding import Severity
from inspector.lint.look import is_text, items, shown
from inspector.lint.rule import Check, Rule, Said, Steps
from inspector.protocol import methods

SHAPE = Rule("prompt-shape", Severity.ERROR, "A prompt is not an object.", section.PROMPT)
NAME_MISSING = Rule("prompt-name-missing", Severity.ERROR, "A prompt has no name.", section.PROMPT)
NAME_TWICE = Rule("prompt-name-twice", Severity.WARNING, "Two prompts have the same name.", section.PROMPT)
ARGUMENTS = Rule(
    "prompt-arguments", Severity.ERROR, "The arguments of a prompt are no list of objects.", section.PROMPT
)
ARGUMENT_NAME = Rule("prompt-argument-name", Severity.ERROR, "An argument of a prompt has no name.", section.PROMPT)
ARGUMENT_TWICE = Rule(
    "prompt-argument-twice", Severity.WARNING, "Two arguments of a prompt have the same name.", section.PROMPT
)
MESSAGES = Rule(
    "messages-shape", Severity.ERROR, "The messages of a prompt are no list of objects.", section.PROMPT_GET
)
MESSAGES_EMPTY = Rule("messages-empty", Severity.NOTE, "A prompt has no messages.", section.PROMPT_GET)
ROLE = Rule("message-role", Severity.ERROR, "A message has an unknown role.", section.PROMPT_MESSAGE)
CONTENT = Rule("message-content", Severity.ERROR, "A message has no content, or not one.", section.PROMPT_MESSAGE)


def check_prompts(context: Context) -> Steps:
    """Check the prompts of a page."""
    if context.method != methods.LIST_PROMPTS or context.result is None:
        return
    seen: set[str] = set()
    for pointer, prompt in items(context.result.get("prompts"), "/result/prompts"):
        yield None
        if not isinstance(prompt, dict):
            yield Said(SHAPE, f"The prompt is {shown(prompt)} and not an object.", pointer)
            continue
        name = prompt.get("name")
        if not is_text(name):
            yield Said(NAME_MISSING, "The prompt has no name, so it cannot be asked for.", f"{pointer}/name")
        elif name in seen:
            yield Said(NAME_TWICE, f"The prompt {shown(name)} is listed twice.", f"{pointer}/name")
        else:
            seen.add(name)
        yield from _arguments(prompt.get("arguments", []), f"{pointer}/arguments")


def _arguments(arguments: Any, pointer: str) -> Steps:
    if not isinstance(arguments, list):
        sentence = f"The arguments are {shown(arguments)}; they have to be a list of objects with a name."
        yield Said(ARGUMENTS, sentence, pointer)
        return
    seen: set[str] = set()
    for place, argument in items(arguments, pointer):
        if not isinstance(argument, dict):
            yield Said(ARGUMENTS, f"The argument is {shown(argument)} and not an object.", place)
        elif not is_text(argument.get("name")):
            yield Said(ARGUMENT_NAME, "The argument has no name.", f"{place}/name")
        elif argument["name"] in seen:
            yield Said(ARGUMENT_TWICE, f"Another argument is called {shown(argument['name'])} too.", f"{place}/name")
        else:
            seen.add(argument["name"])


def check_prompt(context: Context) -> Steps:
    """Check the messages of a prompt."""
    result = context.result
    if context.method != methods.GET_PROMPT or result is None or context.needs_input:
        return
    messages = result.get("messages", MISSING)
    if not isinstance(messages, list):
        said = "are missing" if messages is MISSING else f"are {shown(messages)}"
        yield Said(MESSAGES, f"The messages {said}; they have to be a list.", "/result/messages")
    elif not messages:
        yield Said(MESSAGES_EMPTY, "The prompt has no messages.", "/result/messages")
    for pointer, message in items(messages, "/result/messages"):
        if isinstance(message, dict):
            yield from _message(message, pointer)
        else:
            yield Said(MESSAGES, f"The message is {shown(message)} and not an object.", pointer)


def _message(message: dict[str, Any], pointer: str) -> Steps:
    role, content = message.get("role", MISSING), message.get("content", MISSING)
    if role not in ("user", "assistant"):
        said = "is missing" if role is MISSING else f"is {shown(role)}"
        yield Said(ROLE, f'The role {said}; "user" and "assistant" are the roles.', f"{pointer}/role")
    if content is MISSING:
        yield Said(CONTENT, "The message has no content.", f"{pointer}/content")
    elif isinstance(content, list):
        yield Said(CONTENT, "The content is a list; a message has one content.", f"{pointer}/content")
    elif not isinstance(content, dict):
        sentence = f'The content is {shown(content)}; a text is {{"type": "text", "text": …}}.'
        yield Said(CONTENT, sentence, f"{pointer}/content")


RULES: Final = (
    SHAPE, NAME_MISSING, NAME_TWICE, ARGUMENTS, ARGUMENT_NAME, ARGUMENT_TWICE, MESSAGES, MESSAGES_EMPTY, ROLE, CONTENT,
)  # fmt: skip
CHECKS: Final[tuple[Check, ...]] = (check_prompts, check_prompt)
