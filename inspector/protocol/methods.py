"""Method names, and what a message is about."""

from typing import Any, Final

INITIALIZE: Final = "initialize"
INITIALIZED: Final = "notifications/initialized"
DISCOVER: Final = "server/discover"
PING: Final = "ping"
LIST_TOOLS: Final = "tools/list"
CALL_TOOL: Final = "tools/call"
LIST_RESOURCES: Final = "resources/list"
LIST_TEMPLATES: Final = "resources/templates/list"
READ_RESOURCE: Final = "resources/read"
SUBSCRIBE: Final = "resources/subscribe"
UNSUBSCRIBE: Final = "resources/unsubscribe"
LIST_PROMPTS: Final = "prompts/list"
GET_PROMPT: Final = "prompts/get"
COMPLETE: Final = "completion/complete"
SET_LEVEL: Final = "logging/setLevel"
CANCELLED: Final = "notifications/cancelled"
PROGRESS: Final = "notifications/progress"
LOG_MESSAGE: Final = "notifications/message"
RESOURCE_UPDATED: Final = "notifications/resources/updated"
TOOLS_CHANGED: Final = "notifications/tools/list_changed"
RESOURCES_CHANGED: Final = "notifications/resources/list_changed"
PROMPTS_CHANGED: Final = "notifications/prompts/list_changed"
ROOTS_CHANGED: Final = "notifications/roots/list_changed"
ELICITATION_COMPLETE: Final = "notifications/elicitation/complete"
TASK_STATUS: Final = "notifications/tasks/status"
GET_TASK: Final = "tasks/get"
TASK_RESULT: Final = "tasks/result"
LIST_TASKS: Final = "tasks/list"
CANCEL_TASK: Final = "tasks/cancel"
UPDATE_TASK: Final = "tasks/update"
LIST_ROOTS: Final = "roots/list"
CREATE_MESSAGE: Final = "sampling/createMessage"
ELICIT: Final = "elicitation/create"
LISTEN: Final = "subscriptions/listen"
ACKNOWLEDGED: Final = "notifications/subscriptions/acknowledged"
TASK_CHANGED: Final = "notifications/tasks"

NAMED_BY: Final = {
    CALL_TOOL: "name",
    GET_PROMPT: "name",
    READ_RESOURCE: "uri",
    GET_TASK: "taskId",
    UPDATE_TASK: "taskId",
    CANCEL_TASK: "taskId",
}
"""The member of `params` that a modern HTTP request repeats in `Mcp-Name`; for tasks see SEP-2663, Routing Headers."""

_SUBJECTS: Final = ("name", "uri", "message", "level", "requestId", "progressToken", "taskId")


def subject_of(params: Any) -> str | None:
    """Tell in a word what a message is about: the tool, the resource, the prompt, the level."""
    if not isinstance(params, dict):
        return None
    for name in _SUBJECTS:
        if name in params:
            value = params[name]
            if isinstance(value, (str, int, float)):
                return str(value)[:500]
    return None
