"""A server of 2025-11-25 whose tool `work` runs as a task; every look at the task moves it on by one state.

Arguments of the tool: states (the states it goes through), poll (pollInterval in ms), push (say the states unasked),
ask (ask the user while the result is waited for), now (answer at once, without a task), withhold (give no result).
With a file as the first argument of the program the tasks are kept in it, and known to the next run.
"""

import json
import sys
from pathlib import Path

TOOLS = [{"name": "work", "inputSchema": {"type": "object"}, "execution": {"taskSupport": "optional"}}]
kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
tasks = json.loads(kept.read_text()) if kept is not None and kept.exists() else {}


def send(value):
    if kept is not None:
        kept.write_text(json.dumps(tasks))
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def shown(task):
    return {
        "taskId": task["id"],
        "status": task["states"][0],
        "statusMessage": f"{len(task['states'])} to go",
        "createdAt": "2025-11-25T10:30:00Z",
        "lastUpdatedAt": "2025-11-25T10:30:00Z",
        "ttl": task["ttl"],
        "pollInterval": task["poll"],
    }


def move_on(task):
    if len(task["states"]) > 1:
        del task["states"][0]


def create(params):
    arguments = params["arguments"]
    states = arguments.get("states", ["working", "working", "completed"])
    task = {
        "id": f"t{len(tasks)}",
        "states": states,
        "poll": arguments.get("poll", 100),
        "ttl": params["task"].get("ttl"),
    }
    task["arguments"], task["token"] = arguments, params.get("_meta", {}).get("progressToken")
    tasks[task["id"]] = task
    return task


def after(task):
    """Say what comes unasked when a task was created."""
    if task["token"] is not None:
        params = {"progressToken": task["token"], "progress": 1}
        send({"jsonrpc": "2.0", "method": "notifications/progress", "params": params})
    if task["arguments"].get("push"):
        while len(task["states"]) > 1:
            move_on(task)
            send({"jsonrpc": "2.0", "method": "notifications/tasks/status", "params": shown(task)})


def give_result(ident, task):
    meta = {"io.modelcontextprotocol/related-task": {"taskId": task["id"]}}
    if task["arguments"].get("withhold"):
        return
    answer = None
    if task["arguments"].get("ask"):
        params = {"message": "Which?", "requestedSchema": {"type": "object", "properties": {}}, "_meta": meta}
        send({"jsonrpc": "2.0", "id": "q", "method": "elicitation/create", "params": params})
        answer = wait_for("q")["result"]
        task["states"] = ["completed"]
    text = json.dumps(answer) if answer else "done"
    send({"jsonrpc": "2.0", "id": ident, "result": {"content": [{"type": "text", "text": text}], "_meta": meta}})


def answer(message):
    method, params, ident = message["method"], message.get("params", {}), message["id"]
    if method == "initialize":
        tasks_can = {"list": {}, "cancel": {}, "requests": {"tools": {"call": {}}}}
        info = {"name": "tasks", "version": "1"}
        capabilities = {"tools": {}, "tasks": tasks_can}
        result = {"protocolVersion": "2025-11-25", "serverInfo": info, "capabilities": capabilities}
    elif method == "tools/list":
        result = {"tools": TOOLS}
    elif method == "tools/call" and params["arguments"].get("now"):
        result = {"content": [{"type": "text", "text": "at once"}]}
    elif method == "tools/call":
        task = create(params)
        send({"jsonrpc": "2.0", "id": ident, "result": {"task": shown(task)}})
        after(task)
        return
    elif method == "tasks/list":
        result = {"tasks": [shown(task) for task in tasks.values()]}
    elif method == "tasks/get" and params["taskId"] in tasks:
        move_on(tasks[params["taskId"]])
        result = shown(tasks[params["taskId"]])
    elif method == "tasks/cancel" and params["taskId"] in tasks:
        tasks[params["taskId"]]["states"] = ["cancelled"]
        result = shown(tasks[params["taskId"]])
    elif method == "tasks/result":
        give_result(ident, tasks[params["taskId"]])
        return
    else:
        send({"jsonrpc": "2.0", "id": ident, "error": {"code": -32602, "message": "no such task"}})
        return
    send({"jsonrpc": "2.0", "id": ident, "result": result})


def wait_for(ident):
    for line in sys.stdin:
        message = json.loads(line)
        if message.get("id") == ident and "method" not in message:
            return message
        if "id" in message:
            answer(message)
    sys.exit()


wait_for("nothing")
