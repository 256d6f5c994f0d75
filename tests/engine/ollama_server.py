"""A server that speaks as Ollama does, with its models, its memory and its silent cut.

    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        machine.load("qwen2.5-coder:1.5b", 8192)
        server.next("/api/generate", hang)      # faults are scripted as for every wire server
        ... connect to server.url ...

Nothing takes time: what reading a prompt would cost is told, not waited for. Sources: ollama/ollama
v0.33.0, server/routes.go, server/sched.go, llm/llama_server.go, api/types.go.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.engine.wire import TOKEN, Behaviour, Line, Request, WireServer, logprob_of

NDJSON = "application/x-ndjson\r\nTransfer-Encoding: chunked"
CODER, CHAT, EMBEDDER = "qwen2.5-coder:1.5b", "llama3.1:8b", "nomic-embed-text:latest"
QWEN_TEMPLATE = (
    "{{- if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>"
    "{{- else if .Messages }}\n{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}"
    "<|im_end|>\n{{ end }}<|im_start|>assistant\n{{ end }}"
)
NUM_KEEP = 4


@dataclass
class Model:
    """One that is installed; `remote_host` is set where it runs at Ollama's own service."""

    capabilities: list[str] | None
    template: str = ""
    trained: int = 32_768
    digest: str = "d7372fd82851"
    remote_host: str = ""

    @property
    def can_insert(self) -> bool:
        return ".Suffix" in self.template


@dataclass
class Resident:
    """A loaded model: its context, and the tokens of its one slot."""

    num_ctx: int
    slot: list[str] = field(default_factory=list[str])


def usual_models() -> dict[str, Model]:
    return {
        CODER: Model(["completion", "tools", "insert"], QWEN_TEMPLATE),
        CHAT: Model(["completion", "tools"], "{{ .Prompt }}", 131_072, "46e0c10c039e"),
        EMBEDDER: Model(["embedding"], "{{ .Prompt }}", 2048, "0a109f422b47"),
    }


@dataclass
class OllamaMachine:
    """What is installed and loaded; all of it may be changed between two requests.

    `room` models fit in memory. An `ignores_truncate` version cuts every prompt that is too long;
    `counts` says which tokens are told ("whole", "fresh" or "none"); `forgets` reads all anew. One that
    does not tell odds is older than 0.12.11.
    """

    version: str = "0.33.0"
    models: dict[str, Model] = field(default_factory=usual_models)
    resident: dict[str, Resident] = field(default_factory=dict[str, Resident])
    loads: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    room: int = 1
    in_gpu: int | None = 1_000_000_000
    most_context: int = 1_000_000
    ns_per_token: int = 1_000_000
    ignores_truncate: bool = False
    counts: str = "whole"
    forgets: bool = False
    tells_abilities: bool = True
    tells_odds: bool = True
    text: str = "return total"

    def load(self, name: str, num_ctx: int) -> None:
        """As another program's request would; the one loaded first makes way."""
        self.resident.pop(name, None)
        while len(self.resident) >= self.room:
            del self.resident[next(iter(self.resident))]
        self.resident[name] = Resident(min(num_ctx, self.most_context))
        self.loads.append((name, num_ctx))

    async def behave(self, server: WireServer, request: Request, line: Line) -> None:
        if server.key and request.headers.get("authorization") != f"Bearer {server.key}":
            # Ollama itself wants no key; a proxy before it may.
            page = b"<html><head><title>401 Authorization Required</title></head></html>"
            await line.whole(page, 401, "text/html")
        elif request.path == "/":
            await line.whole(b"Ollama is running", 200, "text/plain; charset=utf-8")
        elif request.path == "/api/generate":
            await self._generate(request.body, line)
        elif request.path == "/api/show":
            await self._show(request.body, line)
        else:
            await self._list(request.path, line)

    async def _list(self, path: str, line: Line) -> None:
        lists: Mapping[str, Mapping[str, Any]] = {
            "/api/version": {"version": self.version},
            "/api/tags": {"models": [self._listed(name) for name in self.models]},
            "/api/ps": {"models": [self._in_memory(name) for name in self.resident]},
        }
        if path in lists:
            await _say(line, lists[path])
        else:
            await line.whole(b"404 page not found", 404, "text/plain")

    async def _show(self, asked: Mapping[str, Any], line: Line) -> None:
        name = self._name_of(asked["model"])
        if name is None:
            await _say(line, {"error": f"model '{asked['model']}' not found"}, 404)
            return
        model = self.models[name]
        able = {"capabilities": model.capabilities} if self.tells_abilities else {}
        info = {"general.architecture": "qwen2", "qwen2.context_length": model.trained}
        told = {"modelfile": "", "template": model.template, "details": {}, "model_info": info}
        await _say(line, {**told, **able, **_remote(model)})

    def _listed(self, name: str) -> Mapping[str, Any]:
        model = self.models[name]
        details = {"format": "gguf", "family": "qwen2", "parameter_size": "1.5B"}
        told = {"name": name, "model": name, "size": 986_061_892, "digest": model.digest}
        able = {"capabilities": model.capabilities} if self.tells_abilities else {}
        return {**told, "details": details, **able, **_remote(model)}

    def _in_memory(self, name: str) -> Mapping[str, Any]:
        told = {"name": name, "model": name, "digest": self.models[name].digest, "size": 10**9}
        sizes = {} if self.in_gpu is None else {"size_vram": self.in_gpu}
        context = self.resident[name].num_ctx
        return {**told, "expires_at": "2026-08-21T10:30:00Z", "context_length": context, **sizes}

    async def _generate(self, asked: Mapping[str, Any], line: Line) -> None:
        name = self._name_of(asked["model"])
        refused = self._refusal(name, asked)
        if refused is not None or name is None:
            status, said = refused or (404, f"model '{asked['model']}' not found")
            await _say(line, {"error": said}, status)
            return
        self._have_loaded(name, asked)
        if not asked.get("prompt"):
            done = {"response": "", "done": True, "done_reason": "load"}
            await _say(line, {"model": asked["model"], **done})
            return
        await self._complete(name, asked, line)

    def _refusal(self, name: str | None, asked: Mapping[str, Any]) -> tuple[int, str] | None:
        if name is None:
            return None
        model = self.models[name]
        if asked.get("raw") and any(asked.get(key) for key in ("template", "system", "context")):
            return 400, "raw mode does not support template, system, or context"
        if asked.get("suffix") and not model.can_insert:
            return 400, f"registry/library/{name} does not support insert"
        if model.capabilities is not None and "completion" not in model.capabilities:
            return 400, f'"{name}" does not support generate'
        return None

    def _have_loaded(self, name: str, asked: Mapping[str, Any]) -> None:
        wanted = asked.get("options", {}).get("num_ctx", 4096)
        effective = min(wanted, self.models[name].trained, self.most_context)
        held = self.resident.get(name)
        if held is None or held.num_ctx != effective:
            self.load(name, effective)

    async def _complete(self, name: str, asked: Mapping[str, Any], line: Line) -> None:
        held = self.resident[name]
        tokens = TOKEN.findall(asked["prompt"])
        if len(tokens) > held.num_ctx - 1:
            if asked.get("truncate") is False and not self.ignores_truncate:
                await _say(line, {"error": _exceeded(len(tokens), held.num_ctx)}, 400)
                return
            tokens = cut(tokens, held.num_ctx)
        fresh = self._read(held, tokens)
        written = TOKEN.findall(self.text)[: asked["options"]["num_predict"]]
        await line.head(200, NDJSON)
        for token in written:
            odds = self._odds(asked, token)
            await line.chunk(line_of(response=token, model=asked["model"], **odds))
        count = {"whole": len(tokens), "fresh": fresh}.get(self.counts)
        counted: Mapping[str, Any] = {} if count is None else {"prompt_eval_count": count}
        spent: Mapping[str, Any] = {
            "prompt_eval_duration": fresh * self.ns_per_token,
            "eval_duration": 20_000_000,
        }
        is_limit = len(written) < len(TOKEN.findall(self.text))
        reason = "length" if is_limit else "stop"
        last: Mapping[str, Any] = {
            "model": asked["model"],
            "done_reason": reason,
            "eval_count": len(written),
        }
        await line.chunk(line_of(done=True, **last, **counted, **spent))
        await line.chunk(b"")

    def _odds(self, asked: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        """Since version 0.12.11 (api/types.go, `Logprob`)."""
        if not asked.get("logprobs") or not self.tells_odds:
            return {}
        told = {"token": token, "logprob": logprob_of(token), "bytes": list(token.encode())}
        return {"logprobs": [told]}

    def _read(self, held: Resident, tokens: list[str]) -> int:
        """How many are new: the longest common prefix stays, the last token is read again."""
        known = [] if self.forgets else held.slot
        pairs = enumerate(zip(tokens, known, strict=False))
        common = next((at for at, (new, old) in pairs if new != old), min(len(tokens), len(known)))
        held.slot = tokens
        return len(tokens) - min(common, len(tokens) - 1)

    def _name_of(self, asked: str) -> str | None:
        tagged = asked if ":" in asked else f"{asked}:latest"
        return next((name for name in self.models if name.lower() == tagged.lower()), None)


def cut(tokens: Sequence[str], num_ctx: int) -> list[str]:
    """What is left of a prompt that is too long (`contextShiftPromptLimit`)."""
    limit = num_ctx - max((num_ctx - NUM_KEEP) // 2, 1)
    return [*tokens[:NUM_KEEP], *tokens[NUM_KEEP + len(tokens) - limit :]]


def line_of(response: str = "", done: bool = False, **more: object) -> bytes:
    """One line of a stream."""
    told = {"created_at": "2026-08-21T10:00:00.1Z", "response": response, "done": done, **more}
    return json.dumps(told).encode() + b"\n"


def lines(pieces: Sequence[bytes], then: Behaviour | None = None) -> Behaviour:
    """These bytes of a stream, then whatever `then` does, or a proper end of the transfer."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        await line.head(200, NDJSON)
        for piece in pieces:
            await line.chunk(piece)
        if then is None:
            await line.chunk(b"")
        else:
            await then(server, request, line)

    return behave


def refuse(status: int, said: str) -> Behaviour:
    """An error in Ollama's shape."""

    async def behave(_server: WireServer, _request: Request, line: Line) -> None:
        await _say(line, {"error": said}, status)

    return behave


def _exceeded(tokens: int, context: int) -> str:
    """What its llama-server says, quoted whole."""
    words = f"request ({tokens} tokens) exceeds the available context size ({context} tokens)"
    told = {"code": 400, "message": words, "type": "exceed_context_size_error"}
    return json.dumps({"error": told})


def _remote(model: Model) -> Mapping[str, str]:
    return {"remote_host": model.remote_host} if model.remote_host else {}


async def _say(line: Line, told: Mapping[str, Any], status: int = 200) -> None:
    await line.whole(json.dumps(told).encode(), status, "application/json; charset=utf-8")
