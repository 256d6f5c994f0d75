"""Servers that complete text as vLLM, TabbyAPI and LM Studio do, on the wire, for `wire_server`.

    async with wire_server(vllm()) as server: ...

Sources: vllm/entrypoints/openai (completion/protocol.py, serving.py), vllm/config/cache.py;
theroyallab/tabbyAPI, endpoints/; the API reference of OpenAI, legacy completions.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.engine.wire import CHUNKED, TOKEN, Behaviour, Line, Request, WireServer, logprob_of

CODER = "Qwen/Qwen2.5-Coder-7B"
CONTEXT = 4096
BLOCK = 16
DONE = b"data: [DONE]\n\n"


def vllm(model: str = CODER, *, tells_cached: bool = True) -> Behaviour:
    """`tells_cached` as if started with --enable-prompt-tokens-details."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        open_paths = ("/health", "/tokenize", "/version")
        if request.path not in open_paths and not _has_key(server, request):
            await _say(line, {"error": "Unauthorized"}, 401)
        elif request.path == "/v1/completions":
            await _vllm_completes(server, request, line, tells_cached)
        else:
            prompt = str(request.body.get("prompt", ""))
            count = len(TOKEN.findall(prompt))
            answers: Mapping[str, Any] = {
                "/v1/models": _models(model, "vllm", max_model_len=CONTEXT),
                "/health": {},
                "/version": {"version": "0.12.0"},
                "/tokenize": {
                    "count": count,
                    "max_model_len": CONTEXT,
                    "tokens": list(range(count)),
                },
            }
            await _answer(line, answers, request.path, {"detail": "Not Found"})

    return behave


def tabby(model: str = "Qwen2.5-Coder-7B-exl3", *also_on_disk: str) -> Behaviour:
    """Lists what lies on its disk, of which `model` is loaded."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        if request.path != "/health" and not _has_key(server, request):
            await _say(line, {"detail": "Invalid API key"}, 401)
        elif request.path == "/v1/completions":
            await _tabby_completes(server, request, line, model)
        else:
            count = len(TOKEN.findall(str(request.body.get("text", ""))))
            listed = (*also_on_disk, model)
            answers: Mapping[str, Any] = {
                "/v1/models": {"data": [_model(name, "tabbyAPI") for name in listed]},
                "/v1/model": {
                    "id": model,
                    "parameters": {"max_seq_len": 32_768, "cache_size": CONTEXT},
                },
                "/health": {"status": "healthy", "issues": []},
                "/v1/token/encode": {"tokens": list(range(count)), "length": count},
            }
            await _answer(line, answers, request.path, {"detail": "Not Found"})

    return behave


def studio(*models: str) -> Behaviour:
    """Lists what it could load; tells neither a context nor what it reused."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        if request.path == "/v1/completions":
            await _plainly_completes(server, request, line)
        else:
            data = [_model(model, "organization_owner") for model in models]
            words = f"Unexpected endpoint or method. ({request.method} {request.path})"
            answers = {"/v1/models": {"object": "list", "data": data}}
            # It answers with status 200 all the same.
            await _say(line, answers.get(request.path, {"error": words}), 200)

    return behave


def chunk(text: str, finish: str | None = None, **more: object) -> Mapping[str, Any]:
    """One chunk in the shape of vLLM."""
    choice = {"index": 0, "text": text, "logprobs": None, "finish_reason": finish, **more}
    return {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1,
        "model": CODER,
        "choices": [choice],
    }


def event(message: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(message).encode() + b"\n\n"


def _has_key(server: WireServer, request: Request) -> bool:
    return not server.key or request.headers.get("authorization") == f"Bearer {server.key}"


def _models(model: str, owner: str, **more: object) -> Mapping[str, Any]:
    return {"object": "list", "data": [{**_model(model, owner), **more}]}


def _model(model: str, owner: str) -> Mapping[str, Any]:
    return {"id": model, "object": "model", "created": 1, "owned_by": owner}


async def _vllm_completes(
    server: WireServer, request: Request, line: Line, tells_cached: bool
) -> None:
    asked = request.body
    if "suffix" in asked:
        error = {"message": "suffix is not currently supported", "type": "BadRequestError"}
        await _say(line, {"error": {**error, "param": None, "code": 400}}, 400)
        return
    reused, fresh = server.read(0, asked["prompt"])
    if reused + fresh > CONTEXT:
        text = f"This model's maximum context length is {CONTEXT} tokens."
        error = {"message": text, "type": "BadRequestError", "param": None, "code": 400}
        await _say(line, {"error": error}, 400)
        return
    written, end = _written(server, asked)
    events = [chunk(text, logprobs=_odds(asked, text)) for text in written]
    events.append(chunk("", end, stop_reason=None))
    details = {"cached_tokens": reused // BLOCK * BLOCK} if tells_cached else None
    usage = {
        "prompt_tokens": reused + fresh,
        "completion_tokens": len(written),
        "total_tokens": reused + fresh + len(written),
        "prompt_tokens_details": details,
    }
    last: Mapping[str, Any] = {**chunk(""), "choices": [], "usage": usage}
    await _stream(line, [*events, last])


async def _tabby_completes(server: WireServer, request: Request, line: Line, model: str) -> None:
    """The end stands in the chunk with the usage; `suffix` is overlooked; no `model`."""
    asked = request.body
    reused, fresh = server.read(0, asked["prompt"])
    written, end = _written(server, asked)
    base = {"id": "chatcmpl-1", "object": "text_completion", "created": 1, "model_name": model}
    events = [
        {**base, "choices": [_tabby_choice(text, None, _odds(asked, text))]} for text in written
    ]
    usage = {
        "prompt_tokens": reused + fresh,
        "prompt_time": 0.01,
        "completion_tokens": len(written),
        "total_tokens": reused + fresh + len(written),
    }
    last = {
        **base,
        "choices": [_tabby_choice("", end, None)],
        "usage": usage,
    }
    await _stream(line, [*events, last])


def _tabby_choice(text: str, finish: str | None, odds: object) -> Mapping[str, Any]:
    return {"index": 0, "text": text, "finish_reason": finish, "logprobs": odds}


def _odds(asked: Mapping[str, Any], token: str) -> Mapping[str, Any] | None:
    """Of one token, where they are asked for (OpenAI, legacy completions; vLLM and TabbyAPI alike)."""
    if not asked.get("logprobs"):
        return None
    number = logprob_of(token)
    told = {"tokens": [token], "token_logprobs": [number], "top_logprobs": [{token: number}]}
    return {**told, "text_offset": [0]}


async def _plainly_completes(server: WireServer, request: Request, line: Line) -> None:
    """Without usage and odds, whatever was wished."""
    if len(request.body.get("stop", ())) > 4:
        await _say(line, {"error": "'stop' is too long - expected at most 4"}, 400)
        return
    written, end = _written(server, request.body)
    signed = {"model": request.body["model"], "system_fingerprint": request.body["model"]}
    events = [*(chunk(text) for text in written), chunk("", end)]
    await _stream(line, [{**event, **signed} for event in events])


def _written(server: WireServer, asked: Mapping[str, Any]) -> tuple[Sequence[str], str]:
    tokens = TOKEN.findall(server.text)
    most = int(asked.get("max_tokens", 16))
    return tokens[:most], "length" if len(tokens) > most else "stop"


async def _stream(line: Line, events: Sequence[Mapping[str, Any]]) -> None:
    await line.head(200, CHUNKED)
    for message in events:
        await line.chunk(event(message))
    await line.chunk(DONE)
    await line.chunk(b"")


async def _answer(
    line: Line, answers: Mapping[str, Any], path: str, otherwise: Mapping[str, Any]
) -> None:
    await _say(line, answers.get(path, otherwise), 200 if path in answers else 404)


async def _say(line: Line, tree: Mapping[str, Any], status: int) -> None:
    await line.whole(json.dumps(tree).encode(), status)
