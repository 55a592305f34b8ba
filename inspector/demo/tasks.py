"""A task list: tools that change things, one of them destructive, and resources that change with them.

Shows off: `destructiveHint` and `idempotentHint`, optional and array arguments, a date, a resource in Markdown, a
template in JSON with completion, and updates for those who subscribed to a task or to the list.
"""

import datetime
from typing import Annotated, Any, Final, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import Completion, ResourceTemplateReference, ToolAnnotations
from pydantic import BaseModel, Field

from inspector.demo.server import DemoServer, new_server

LIST: Final = "tasks://all"
_MOST_TASKS: Final = 1000

Number = Annotated[int, Field(ge=1, description="The task's number")]


class Task(BaseModel):
    """Something to be done."""

    number: int
    text: str
    priority: Literal["low", "normal", "high"] = "normal"
    due: datetime.date | None = None
    tags: list[str] = []
    done: bool = False


Tasks = dict[int, Task]


def build() -> DemoServer:
    """Make the server, with three tasks to begin with."""
    tasks = {
        1: Task(number=1, text="Water the plants", tags=["garden"]),
        2: Task(number=2, text="Write the release notes", priority="high", due=datetime.date(2026, 9, 1)),
        3: Task(number=3, text="Return the library books", priority="low", done=True),
    }
    server = new_server(
        "tasks",
        title="Task List",
        description="Keeps a list of tasks in memory.",
        instructions="Tasks have numbers. Subscribe to tasks://all to hear of changes.",
    )
    _add_resources(server, tasks)
    _add_looking(server, tasks)
    _add_changing(server, tasks)
    return server


def _add_resources(server: MCPServer, tasks: Tasks) -> None:
    @server.resource(LIST, name="all tasks", title="All tasks", mime_type="text/markdown")
    def all_tasks() -> str:
        """All tasks as a check list."""
        return "\n".join(f"- [{'x' if t.done else ' '}] {t.number}. {t.text} ({t.priority})" for t in tasks.values())

    @server.resource("tasks://{number}", name="task", title="A task", mime_type="application/json")
    def one_task(number: str) -> str:
        """One task, by its number."""
        if not number.isdecimal() or int(number) not in tasks:
            raise ResourceNotFoundError(f'There is no task "{number}". {_there_are(tasks)}')
        return tasks[int(number)].model_dump_json(indent=2)

    @server.completion()
    async def complete(ref: Any, argument: Any, context: Any) -> Completion | None:
        if isinstance(ref, ResourceTemplateReference) and argument.name == "number":
            fitting = [str(number) for number in tasks if str(number).startswith(argument.value)]
            return Completion(values=fitting[:100], total=len(fitting), has_more=len(fitting) > 100)
        return None


def _add_looking(server: MCPServer, tasks: Tasks) -> None:
    @server.tool(title="List Tasks", annotations=ToolAnnotations(read_only_hint=True))
    def list_tasks(
        done: Annotated[bool | None, Field(description="Only done ones, or only open ones")] = None,
        tag: Annotated[str | None, Field(description="Only those with this tag")] = None,
    ) -> list[Task]:
        """Give the tasks."""
        return [
            task for task in list(tasks.values()) if done in (None, task.done) and (tag is None or tag in task.tags)
        ]


def _add_changing(server: MCPServer, tasks: Tasks) -> None:
    def find(number: int) -> Task:
        if number not in tasks:
            raise ToolError(f"There is no task {number}. {_there_are(tasks)}")
        return tasks[number]

    @server.tool(title="Add Task", annotations=ToolAnnotations(destructive_hint=False))
    async def add_task(
        ctx: Context,
        text: Annotated[str, Field(min_length=1, max_length=200, description="What is to be done")],
        priority: Literal["low", "normal", "high"] = "normal",
        due: Annotated[datetime.date | None, Field(description="By which day")] = None,
        tags: Annotated[list[str] | None, Field(max_length=10, description="Words to find it by")] = None,
    ) -> Task:
        """Add a task to the list."""
        if len(tasks) >= _MOST_TASKS:
            raise ToolError(f"The list holds {_MOST_TASKS} tasks. Delete one first.")
        number = max(tasks, default=0) + 1
        tasks[number] = Task(number=number, text=text, priority=priority, due=due, tags=tags or [])
        await _tell(ctx, number)
        return tasks[number]

    @server.tool(title="Complete Task", annotations=ToolAnnotations(idempotent_hint=True, destructive_hint=False))
    async def complete_task(ctx: Context, number: Number) -> Task:
        """Mark a task as done."""
        task = find(number)
        task.done = True
        await _tell(ctx, number)
        return task

    @server.tool(title="Delete Task", annotations=ToolAnnotations(destructive_hint=True))
    async def delete_task(ctx: Context, number: Number) -> str:
        """Delete a task for good."""
        task = find(number)
        del tasks[number]
        await _tell(ctx, number)
        return f'"{task.text}" is deleted.'


async def _tell(ctx: Context, number: int) -> None:
    for uri in (LIST, f"tasks://{number}"):
        await ctx.notify_resource_updated(uri)


def _there_are(tasks: Tasks) -> str:
    """Name the first few numbers: a sentence stays one however long the list grows."""
    return f"There are {len(tasks)}, the first: {', '.join(map(str, list(tasks)[:10]))}." if tasks else "There is none."
