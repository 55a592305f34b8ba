"""A small endpoint that speaks OpenAI's chat completions, on a free port of this machine.

What it is asked to do stands in the model's name: `echo` repeats the last text, `tool` uses the first tool, `busy`
answers 503, `odd` answers with a page, `slow` never answers, `moved` redirects. `key` refuses who has another key
than "secret".
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Chat:
    url: str
    asked: list = field(default_factory=list)
    heads: list = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)


def text_of(content):
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", part["type"]) for part in content or [])


def reply_for(body):
    model = body["model"]
    if model == "tool":
        call = {
            "id": "c1",
            "type": "function",
            "function": {"name": body["tools"][0]["function"]["name"], "arguments": '{"at": 1}'},
        }
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        return 200, {"model": "tool-1", "choices": [{"message": message, "finish_reason": "tool_calls"}]}
    if model == "busy":
        return 503, {"error": {"message": "too many requests"}}
    if model == "odd":
        return 200, {"page": "hello"}
    text = f"You said: {text_of(body['messages'][-1]['content'])}"
    message = {"role": "assistant", "content": text}
    return 200, {"model": "echo-1", "choices": [{"message": message, "finish_reason": "stop"}]}


@contextmanager
def chat_server() -> Iterator[Chat]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.asked.append(body)
            chat.heads.append(dict(self.headers))
            if body["model"] == "slow":
                chat.ending.wait(30)
                return
            status, value = reply_for(body)
            if body["model"] == "key" and self.headers["Authorization"] != "Bearer secret":
                status, value = 401, {"error": {"message": "Incorrect key."}}
            raw = json.dumps(value).encode()
            if body["model"] == "moved":
                status = 307
            self.send_response(status)
            if status == 307:
                self.send_header("Location", chat.url + "/elsewhere")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    chat = Chat(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield chat
    finally:
        chat.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()
