"""Servers of embeddings on the wire: OpenAI's kind and Ollama, with a context that texts may not fit in.

    async with wire_server(openai(context=512)) as server: ...

Sources: the API reference of OpenAI (embeddings); ggml-org/llama.cpp, tools/server; ollama/ollama,
server/routes.go (`EmbedHandler`, `ShowHandler`). A word is a token.
"""

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from tests.engine.wire import Behaviour, Line, Request, WireServer

MODEL = "nomic-embed-text"
TEXTS_AT_ONCE = 2048


def vector_of(text: str) -> list[float]:
    """Another one for other text, of any length but zero."""
    return [float(len(text) + 1), float(sum(map(ord, text)) % 97), -3.0]


def openai(
    *models: str, context: int = 10_000, most_texts: int = TEXTS_AT_ONCE, packed: bool = False
) -> Behaviour:
    """As llama.cpp's server says it; `packed` answers in base64 whatever was asked for."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        if server.key and request.headers.get("authorization") != f"Bearer {server.key}":
            await say(line, {"error": {"code": 401, "message": "Invalid API Key"}}, 401)
        elif request.path == "/v1/models":
            data = [{"id": model, "object": "model"} for model in models or (MODEL,)]
            await say(line, {"object": "list", "data": data})
        elif request.path == "/v1/embeddings":
            await _embeddings(request.body, line, (context, most_texts), packed=packed)
        else:
            await say(line, {"error": {"code": 404, "message": "File Not Found"}}, 404)

    return behave


def ollama(context: int = 10_000, remote_host: str = "") -> Behaviour:
    """Has one model, `MODEL`."""

    async def behave(_server: WireServer, request: Request, line: Line) -> None:
        if request.body.get("model") != MODEL:
            await say(line, {"error": f"model '{request.body.get('model')}' not found"}, 404)
        elif request.path == "/api/show":
            remote = {"remote_host": remote_host} if remote_host else {}
            await say(line, {"capabilities": ["embedding"], "model_info": {}, **remote})
        elif any(len(text.split()) > context for text in request.body["input"]):
            assert request.body["truncate"] is False
            await say(line, {"error": "the input length exceeds the context length"}, 400)
        else:
            found = [vector_of(text) for text in request.body["input"]]
            await say(line, {"model": MODEL, "embeddings": found, "prompt_eval_count": 1})

    return behave


async def _embeddings(
    asked: Mapping[str, Any], line: Line, limits: tuple[int, int], *, packed: bool
) -> None:
    context, most_texts = limits
    texts: Sequence[str] = asked["input"]
    longest = max(len(text.split()) for text in texts)
    if "" in texts:
        await say(line, {"error": {"message": "input cannot be an empty string"}}, 400)
    elif len(texts) > most_texts:
        said = f"batch size {len(texts)} > maximum allowed batch size {most_texts}"
        await say(line, {"message": said, "code": 422, "type": "validation"}, 422)
    elif longest > context:
        said = f"input ({longest} tokens) is too large to process. increase the physical batch size"
        await say(line, {"error": {"code": 500, "message": said, "type": "server_error"}}, 500)
    else:
        await say(line, answer_of([vector_of(text) for text in texts], packed=packed))


def answer_of(vectors: Sequence[object], *, packed: bool = False) -> Mapping[str, Any]:
    """In the shape of OpenAI, the last one first: `index` says which is whose."""
    told = [
        {"object": "embedding", "index": at, "embedding": base64_of(each) if packed else each}
        for at, each in enumerate(vectors)
    ]
    return {"object": "list", "data": told[::-1], "model": MODEL, "usage": {"prompt_tokens": 1}}


def base64_of(numbers: Any) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


async def say(line: Line, tree: Mapping[str, Any], status: int = 200) -> None:
    await line.whole(json.dumps(tree).encode(), status)
