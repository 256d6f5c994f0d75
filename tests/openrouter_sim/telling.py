"""Answers as OpenRouter writes them: chunks of a stream, and whole bodies.

Source: OpenRouter's documentation, "Streaming", "Errors and debugging" and "Usage accounting"; what no
page tells (the role in every delta, both forms of the usage chunk, the padding) was seen on the wire.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.openrouter_sim.answering import Answer
from tests.openrouter_sim.books import Generation

COMMENT = b": OPENROUTER PROCESSING\n\n"
DONE = b"data: [DONE]\n\n"
PADDING = b"\n         \n\n         \n"
FRAGMENT = 7
Tree = dict[str, Any]


@dataclass(frozen=True)
class Delta:
    """A piece of an answer; `written` is what is billed of it."""

    tree: Mapping[str, Any]
    written: str


def event(tree: Mapping[str, Any]) -> bytes:
    return (
        b"data: " + json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
    )


def deltas_of(answer: Answer, call_ids: str) -> Iterator[Delta]:
    """In order: reasoning, text, tool calls."""
    for at in range(0, len(answer.reasoning), FRAGMENT * 2):
        part = answer.reasoning[at : at + FRAGMENT * 2]
        detail = {"type": "reasoning.text", "text": part, "format": None, "index": 0}
        shown = {"content": "", "reasoning": part, "reasoning_details": [detail]}
        yield Delta({"content": ""} if answer.hides_reasoning else shown, part)
    for piece in answer.pieces:
        yield Delta({"content": piece}, piece)
    yield from _calls(answer, call_ids)


def _calls(answer: Answer, call_ids: str) -> Iterator[Delta]:
    """Names first, all at once; then the arguments in fragments, one call's and the next one's by turns."""
    if not answer.calls:
        return
    heads = [_call(at, "", call_ids, name) for at, (name, _) in enumerate(answer.calls)]
    yield Delta({"content": None, "tool_calls": heads}, "".join(name for name, _ in answer.calls))
    longest = max(len(told) for _, told in answer.calls)
    for start in range(0, longest, FRAGMENT):
        for at, (_, told) in enumerate(answer.calls):
            if part := told[start : start + FRAGMENT]:
                yield Delta({"content": None, "tool_calls": [_call(at, part)]}, part)


def _call(at: int, arguments: str, call_ids: str = "", name: str = "") -> Tree:
    head = {"id": f"call_{call_ids}{at}", "type": "function"} if name else {"type": "function"}
    named = {"name": name} if name else {}
    return {"index": at, **head, "function": {**named, "arguments": arguments}}


def chunk_of(generation: Generation, choices: list[Tree], **more: Any) -> Tree:
    return {**_about(generation, "chat.completion.chunk"), "choices": choices, **more}


def choice_of(delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> Tree:
    ending = {"finish_reason": finish, "native_finish_reason": native(finish), "logprobs": None}
    return {"index": 0, "delta": {"role": "assistant", **delta}, **ending, **more}


def usage_chunk(generation: Generation, counted: Tree, is_bare: bool) -> Tree:
    """`is_bare` has no choice at all, the other form one without a reason to finish."""
    return chunk_of(generation, [] if is_bare else [choice_of({"content": ""})], usage=counted)


def error_chunk(generation: Generation, error: Mapping[str, Any]) -> Tree:
    """An error in mid-stream, beside the choice."""
    choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
    return chunk_of(generation, [choice], error=dict(error))


def whole_of(generation: Generation, answer: Answer, counted: Tree | None, **more: Any) -> Tree:
    """The body of an answer that is not streamed."""
    message: Tree = {"role": "assistant", "content": answer.text or None, "refusal": None}
    message |= {"reasoning": None if answer.hides_reasoning else answer.reasoning or None}
    calls = [
        {**_call(at, told, generation.id[-6:], name)}
        for at, (name, told) in enumerate(answer.calls)
    ]
    message |= {"tool_calls": calls} if calls else {}
    finish = answer.reason or None
    choice: Tree = {"logprobs": None, "finish_reason": finish}
    choice |= {"native_finish_reason": native(finish), "index": 0, "message": message, **more}
    told = {**_about(generation, "chat.completion"), "choices": [choice]}
    return told if counted is None else {**told, "usage": counted}


def usage_of(generation: Generation) -> Tree:
    """Of a generation that is booked."""
    tokens = generation.tokens
    return {
        "prompt_tokens": tokens.prompt,
        "completion_tokens": tokens.completion,
        "total_tokens": tokens.prompt + tokens.completion,
        "cost": float(generation.cost) if generation.cost else 0,
        "is_byok": False,
        "prompt_tokens_details": {
            "cached_tokens": tokens.cached,
            "cache_write_tokens": tokens.written,
            "audio_tokens": 0,
        },
        "cost_details": {"upstream_inference_cost": None},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning, "image_tokens": 0},
    }


def native(finish: str | None) -> str | None:
    """What the provider itself said; some have words of their own."""
    return {"length": "max_tokens"}.get(finish, finish) if finish else finish


def _about(generation: Generation, kind: str) -> Tree:
    model = generation.model
    told = {"id": generation.id, "provider": model.provider, "model": model.id, "object": kind}
    return {**told, "created": int(generation.began)}
