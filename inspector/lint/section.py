"""Where the specification says something: a place that may have another address in another revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspector.protocol.revisions import REVISIONS

SPECIFICATION: Final = "https://modelcontextprotocol.io/specification"


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `places` holds, oldest first, from which revision on it is found where.

    A place is a path below the revision's specification (`server/tools#tool`), or a whole address where another
    standard is meant.
    """

    places: tuple[tuple[str, str], ...]

    def address(self, revision: str) -> str:
        """Give the full address in a revision; the oldest place where the section is younger than the revision."""
        known = [(since, place) for since, place in self.places if since <= revision] or [self.places[0]]
        since, place = known[-1]
        if place.startswith("https://"):
            return place
        return f"{SPECIFICATION}/{max(since, revision)}/{place}"


def section(place: str, moved: Mapping[str, str] | None = None, *, since: str = REVISIONS[0]) -> Section:
    """Make a section that is at `place` since a revision, and from the revisions in `moved` on elsewhere."""
    return Section(((since, place), *sorted((moved or {}).items())))


_03, _06, _11, _MODERN = REVISIONS[1:]
_PATTERNS: Final = "basic/patterns"
_HTTP: Final = "basic/transports/streamable-http"

JSONRPC_MESSAGE: Final = section("basic/index", {_03: "basic/index#messages"})
REQUESTS: Final = section("basic/messages#requests", {_03: "basic/index#requests"})
RESPONSES: Final = section("basic/messages#responses", {_03: "basic/index#responses"})
RESULTS: Final = section(
    "basic/messages#responses", {_03: "basic/index#responses", _11: "basic/index#result-responses"}
)
ERRORS: Final = section("basic/messages#responses", {_03: "basic/index#responses", _11: "basic/index#error-responses"})
ERROR_CODES: Final = section(
    "basic/messages#responses",
    {_03: "basic/index#responses", _11: "basic/index#error-responses", _MODERN: "basic/index#error-codes"},
)
NOTIFICATIONS: Final = section("basic/messages#notifications", {_03: "basic/index#notifications"})
BATCHING: Final = section("basic/messages", {_03: "basic/index#batching", _06: "basic/index#messages"})
META: Final = section("basic/index", {_06: "basic/index#meta"})
ICONS: Final = section("basic/index#icons", since=_11)
JSON_SCHEMA: Final = section("server/tools#tool", {_11: "basic/index#schema-dialect"})
SCHEMA_VALIDATION: Final = section("server/tools#tool", {_11: "basic/index#schema-validation"})
SCHEMA_REFERENCES: Final = section(
    "server/tools#tool", {_11: "basic/index#json-schema-usage", _MODERN: "basic/index#ref-resolution"}
)
SCHEMA_BOUNDS: Final = section(
    "server/tools#tool",
    {_11: "basic/index#json-schema-usage", _MODERN: "basic/index#composition-keyword-resource-use"},
)
SCHEMA: Final = section("basic/index#schema")

STDIO: Final = section("basic/transports#stdio", {_MODERN: "basic/transports/stdio#receiving-messages"})
STDIO_START: Final = section("basic/transports#stdio", {_MODERN: "basic/transports/stdio"})
STDIO_END: Final = section("basic/lifecycle#shutdown", {_MODERN: "basic/transports/stdio#unexpected-termination"})
ENCODING: Final = section("basic/transports", {_MODERN: "basic/transports/index#messages"})
HTTP_POST: Final = section(
    "basic/transports#http-with-sse",
    {_03: "basic/transports#sending-messages-to-the-server", _MODERN: f"{_HTTP}#sending-messages"},
)
HTTP_STREAM: Final = section(
    "basic/transports#http-with-sse",
    {_03: "basic/transports#sending-messages-to-the-server", _MODERN: f"{_HTTP}#receiving-messages"},
)
HTTP_LISTEN: Final = section(
    "basic/transports#http-with-sse",
    {_03: "basic/transports#listening-for-messages-from-the-server", _MODERN: f"{_HTTP}#receiving-messages"},
)
HTTP_ENDPOINT: Final = section("basic/transports#http-with-sse", {_03: "basic/transports#backwards-compatibility"})
HTTP_SESSION: Final = section(
    "basic/transports#session-management", {_MODERN: f"{_HTTP}#earlier-streamable-http-revisions"}, since=_03
)
HTTP_RESUME: Final = section(
    "basic/transports#resumability-and-redelivery", {_MODERN: f"{_HTTP}#receiving-messages"}, since=_03
)
HTTP_VERSION: Final = section(f"{_HTTP}#protocol-version-header", since=_MODERN)
HTTP_VALIDATION: Final = section(f"{_HTTP}#server-validation", since=_MODERN)

CUSTOM_TRANSPORTS: Final = section(
    "basic/transports#custom-transports", {_MODERN: "basic/transports/index#custom-transports"}
)

INITIALIZATION: Final = section("basic/lifecycle#initialization", {_MODERN: "server/discover#discoverresult"})
CAPABILITIES: Final = section("basic/lifecycle#capability-negotiation", {_MODERN: "server/discover#discoverresult"})
VERSION: Final = section(
    "basic/lifecycle#version-negotiation", {_MODERN: "basic/versioning#protocol-version-negotiation"}
)
TIMEOUTS: Final = section(
    "basic/lifecycle#operation", {_03: "basic/lifecycle#timeouts", _MODERN: "basic/patterns/cancellation#timeouts"}
)
DISCOVER: Final = section("server/discover#response", since=_MODERN)
EXTENSIONS: Final = section("basic/versioning#extension-negotiation", since=_MODERN)
STATELESS: Final = section("basic/index#statelessness", since=_MODERN)

RESULT_TYPE: Final = section("basic/index#resulttype", since=_MODERN)
NO_SERVER_REQUESTS: Final = section("basic/transports/index#messages", since=_MODERN)
MRTR: Final = section(f"{_PATTERNS}/mrtr#supported-requests", since=_MODERN)
MRTR_SERVER: Final = section(f"{_PATTERNS}/mrtr#server-requirements-basic-workflow", since=_MODERN)
CACHING: Final = section("server/utilities/caching#cacheable-results", since=_MODERN)
CACHE_TTL: Final = section("server/utilities/caching#time-to-live-ttl-field", since=_MODERN)
CACHE_SCOPE: Final = section("server/utilities/caching#cache-scope-field", since=_MODERN)
CACHE_PAGES: Final = section("server/utilities/caching#interaction-with-pagination", since=_MODERN)
SUBSCRIPTIONS: Final = section(f"{_PATTERNS}/subscriptions#opening-a-stream", since=_MODERN)
ACKNOWLEDGMENT: Final = section(f"{_PATTERNS}/subscriptions#acknowledgment", since=_MODERN)
SUBSCRIBED: Final = section(f"{_PATTERNS}/subscriptions#receiving-notifications", since=_MODERN)
DEPRECATED: Final = section("deprecated#deprecated", since=_MODERN)

TOOL: Final = section("server/tools#tool")
TOOL_CAPABILITY: Final = section("server/tools#capabilities")
TOOL_LIST: Final = section("server/tools#listing-tools")
TOOL_NAMES: Final = section("server/tools#tool", {_11: "server/tools#tool-names"})
TOOL_HEADERS: Final = section("server/tools#x-mcp-header", since=_MODERN)
TOOL_RESULT: Final = section("server/tools#tool-result")
TOOL_ERRORS: Final = section("server/tools#error-handling")
STRUCTURED: Final = section("server/tools#structured-content", since=_06)
OUTPUT_SCHEMA: Final = section("server/tools#output-schema", since=_06)
TASK_SUPPORT: Final = section("basic/utilities/tasks#tool-level-negotiation", since=_11)
TASK: Final = section("basic/utilities/tasks#task", since=_11)
RESOURCE: Final = section("server/resources#resource")
RESOURCE_LIST: Final = section("server/resources#listing-resources")
RESOURCE_READ: Final = section("server/resources#reading-resources")
RESOURCE_CONTENTS: Final = section("server/resources#resource-contents")
RESOURCE_BINARY: Final = section("server/resources#binary-content")
RESOURCE_ERRORS: Final = section("server/resources#error-handling")
RESOURCE_SUBSCRIPTION: Final = section("server/resources#subscriptions")
URI_SCHEMES: Final = section("server/resources#common-uri-schemes")
TEMPLATES: Final = section("server/resources#resource-templates")
ANNOTATIONS: Final = section("server/resources#resource", {_06: "server/resources#annotations"})
PROMPT: Final = section("server/prompts#prompt")
PROMPT_GET: Final = section("server/prompts#getting-a-prompt")
PROMPT_MESSAGE: Final = section("server/prompts#promptmessage")
IMAGES: Final = section("server/prompts#image-content")
COMPLETION: Final = section("server/utilities/completion#completion-results")
LOG_LEVELS: Final = section("server/utilities/logging#log-levels")
LOG_MESSAGES: Final = section("server/utilities/logging#log-message-notifications")
LOG_CAPABILITY: Final = section("server/utilities/logging#capabilities")
LOG_REQUESTED: Final = section(
    "server/utilities/logging#setting-log-level", {_MODERN: "server/utilities/logging#per-request-log-level"}
)
PAGING: Final = section("server/utilities/pagination#response-format")
PAGING_RULES: Final = section("server/utilities/pagination#implementation-guidelines")
PROGRESS: Final = section("basic/utilities/progress#progress-flow", {_MODERN: f"{_PATTERNS}/progress#progress-flow"})
PROGRESS_RULES: Final = section(
    "basic/utilities/progress#behavior-requirements", {_MODERN: f"{_PATTERNS}/progress#behavior-requirements"}
)
CANCELLATION: Final = section(
    "basic/utilities/cancellation#behavior-requirements", {_MODERN: f"{_PATTERNS}/cancellation#behavior-requirements"}
)
PING: Final = section("basic/utilities/ping#behavior-requirements")
SAMPLING: Final = section("client/sampling#creating-messages")
SAMPLING_CAPABILITY: Final = section("client/sampling#capabilities")
ELICITATION: Final = section(
    "client/elicitation#creating-elicitation-requests", {_11: "client/elicitation#elicitation-requests"}, since=_06
)
ELICITATION_CAPABILITY: Final = section("client/elicitation#capabilities", since=_06)
ELICITATION_SCHEMA: Final = section(
    "client/elicitation#request-schema", {_11: "client/elicitation#requested-schema"}, since=_06
)
ELICITATION_URL: Final = section("client/elicitation#url-mode-elicitation-requests", since=_11)
ELICITATION_REQUIRED: Final = section("client/elicitation#url-elicitation-required-error", since=_11)
ELICITATION_SECRETS: Final = section(
    "client/elicitation#security-considerations", {_11: "client/elicitation#form-mode-security"}, since=_06
)

AUTHORIZATION: Final = section("basic/authorization", {_MODERN: "basic/authorization/index"}, since=_06)

JSONRPC_RESPONSE: Final = section("https://www.jsonrpc.org/specification#response_object")
JSONRPC_BATCH: Final = section("https://www.jsonrpc.org/specification#batch")
JSONRPC_CODES: Final = section("https://www.jsonrpc.org/specification#error_object")
JSON_ENCODING: Final = section("https://www.rfc-editor.org/rfc/rfc8259#section-8.1")
JSON_OBJECTS: Final = section("https://www.rfc-editor.org/rfc/rfc8259#section-4")
JSON_NUMBERS: Final = section("https://www.rfc-editor.org/rfc/rfc8259#section-6")
JSON_UNICODE: Final = section("https://www.rfc-editor.org/rfc/rfc8259#section-8.2")
URI_TEMPLATE: Final = section("https://www.rfc-editor.org/rfc/rfc6570#section-2")
MEDIA_TYPE: Final = section("https://www.rfc-editor.org/rfc/rfc6838#section-4.2")
TRACE_CONTEXT: Final = section("https://www.w3.org/TR/trace-context/#traceparent-header")
EVENT_STREAM: Final = section(
    "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation"
)
