"""A server that is no engine of ours, at a port where one might be."""

import contextlib
import json
import threading
from collections.abc import Generator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

YES = {"total_slots": 4, "model_path": "/m.gguf", "status": "ok"}


class Impostor(BaseHTTPRequestHandler):
    """Says the same to everything, and notes what it was told."""

    told: list[str]
    says: Mapping[str, object]

    def do_GET(self) -> None:
        self.told.append(self.headers.get("Authorization", ""))
        answer = json.dumps(self.says).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None: ...


@contextlib.contextmanager
def impostor(port: int = 0, answer: Mapping[str, object] = YES) -> Generator[tuple[str, list[str]]]:
    """Its address and what it was told."""
    told: list[str] = []
    handler = type("Handler", (Impostor,), {"told": told, "says": answer})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", told
        finally:
            server.shutdown()
