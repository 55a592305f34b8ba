"""A task list: tools that change things, one of them destructive, and a list that changes with them."""

from typing import Annotated, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

LIST = "tasks://all"


class Task(BaseModel):
    """Something to be done."""

    number: int
    text: str
    priority: Literal["low", "normal", "high"] = "normal"
    done: bool = False


def build() -> MCPServer:
    """Make the server, with three tasks to begin with."""
    tasks = {
        1: Task(number=1, text="Water the plants"),
        2: Task(number=2, text="Write the release notes", priority="high"),
        3: Task(number=3, text="Return the library books", priority="low", done=True),
    }
    server = MCPServer("tasks", title="Task List", version="1.0.0", instructions="Keeps a list of tasks in memory.")

    def find(number: int) -> Task:
        if number not in tasks:
            raise ToolError(f"There is no task {number}. There are: {', '.join(map(str, tasks)) or 'none'}.")
        return tasks[number]

    @server.resource(LIST, name="all tasks", mime_type="text/markdown")
    def all_tasks() -> str:
        """All tasks as a check list."""
        return "\n".join(f"- [{'x' if t.done else ' '}] {t.number}. {t.text} ({t.priority})" for t in tasks.values())

    @server.tool(title="List Tasks", annotations=ToolAnnotations(read_only_hint=True))
    def list_tasks(
        done: Annotated[bool | None, Field(description="Only done ones, or only open ones")] = None,
    ) -> list[Task]:
        """Give the tasks."""
        return [task for task in tasks.values() if done is None or task.done == done]

    @server.tool(title="Add Task")
    async def add_task(
        ctx: Context,
        text: Annotated[str, Field(min_length=1, max_length=200, description="What is to be done")],
        priority: Literal["low", "normal", "high"] = "normal",
    ) -> Task:
        """Add a task to the list."""
        number = max(tasks, default=0) + 1
        tasks[number] = Task(number=number, text=text, priority=priority)
        await ctx.notify_resource_updated(LIST)
        return tasks[number]

    @server.tool(title="Complete Task", annotations=ToolAnnotations(idempotent_hint=True, destructive_hint=False))
    async def complete_task(ctx: Context, number: int) -> Task:
        """Mark a task as done."""
        task = find(number)
        task.done = True
        await ctx.notify_resource_updated(LIST)
        return task

    @server.tool(title="Delete Task", annotations=ToolAnnotations(destructive_hint=True))
    async def delete_task(ctx: Context, number: int) -> str:
        """Delete a task for good."""
        task = find(number)
        del tasks[number]
        await ctx.notify_resource_updated(LIST)
        return f'"{task.text}" is deleted.'

    return server
