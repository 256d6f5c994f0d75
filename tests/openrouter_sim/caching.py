"""Prompts as text and as tokens, and the cache that bills repeated beginnings for less.

Source: OpenRouter's documentation, "Prompt caching": the session of a request is `session_id` (256
characters at most; the header `x-session-id` is the lesser one), else `prompt_cache_key`, else the first
system and the first other message; ten idle minutes end it; `provider.order` switches it off.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tests.openrouter_sim.books import Counted
from tests.openrouter_sim.catalogue import Caches, SimModel
from tests.openrouter_sim.clock import Clock

IDLE_S = 600
# 3.5 characters a token, as a fraction that leaves no rounding to floating point.
TOKENS, CHARACTERS = 2, 7
KEPT = 8


def tokens_of(text: str) -> int:
    """About 3.5 characters each, the last one not full."""
    return -(-len(text) * TOKENS // CHARACTERS)


def whole_tokens(characters: int) -> int:
    return characters * TOKENS // CHARACTERS


@dataclass(frozen=True)
class Prompt:
    """What the model reads; `marks` are the lengths in characters of the beginnings that the request marks
    with `cache_control`."""

    text: str
    marks: tuple[int, ...]

    @property
    def tokens(self) -> int:
        return tokens_of(self.text)


def prompt_of(body: Mapping[str, Any]) -> Prompt:
    """Tools, then messages. `cache_control` is not part of the text: marks may move between turns."""
    text, marks = "".join(f"{canonical(tool)}\n" for tool in body.get("tools") or ()), list[int]()
    for message in body["messages"]:
        text += f"<|{message.get('role')}|>"
        for part in _parts(message.get("content")):
            text += str(part.get("text", ""))
            if part.get("cache_control"):
                marks.append(len(text))
        text += _rest(message) + "\n"
    if body.get("cache_control"):
        marks.append(len(text))
    return Prompt(text, tuple(marks))


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _parts(content: Any) -> Sequence[Mapping[str, Any]]:
    plain = [{"type": "text", "text": content or ""}]
    return cast("Sequence[Mapping[str, Any]]", content) if isinstance(content, list) else plain


def _rest(message: Mapping[str, Any]) -> str:
    rest = {key: message[key] for key in ("tool_calls", "tool_call_id") if message.get(key)}
    return canonical(rest) if rest else ""


def session_of(body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """What requests have to share to meet the same cache."""
    told = body.get("session_id") or headers.get("x-session-id") or body.get("prompt_cache_key")
    if told:
        return f"told:{told}"
    leading = ("system", "developer")
    first = next((one for one in body["messages"] if one.get("role") in leading), None)
    other = next((one for one in body["messages"] if one.get("role") not in leading), None)
    return "hash:" + hashlib.sha256(canonical([_bare(first), _bare(other)]).encode()).hexdigest()


def _bare(message: Mapping[str, Any] | None) -> str:
    parts = _parts(message.get("content")) if message else ()
    return "".join(str(part.get("text", "")) for part in parts)


@dataclass
class _Shelf:
    used: float
    texts: list[str] = field(default_factory=list[str])


@dataclass
class PromptCache:
    """Remembers the last prompts of every session of an account at a model."""

    clock: Clock
    _shelves: dict[tuple[str, str, str], _Shelf] = field(
        default_factory=dict[tuple[str, str, str], _Shelf]
    )

    def count(self, model: SimModel, key: str, session: str | None, prompt: Prompt) -> Counted:
        """How many tokens of the prompt were there already and how many are kept now; it is remembered
        for the next one. `session` None is a request that sticks to no endpoint."""
        tokens = prompt.tokens
        if session is None or model.caches is Caches.NONE:
            return Counted(tokens)
        shelf = self._shelf(key, model.id, session)
        if model.caches is Caches.EXPLICIT:
            return self._marked(model, shelf, prompt)
        common = max((_common(text, prompt.text) for text in shelf.texts), default=0)
        _keep(shelf, prompt.text)
        cached = whole_tokens(common)
        return Counted(tokens, cached if cached >= model.least_cached else 0)

    def _marked(self, model: SimModel, shelf: _Shelf, prompt: Prompt) -> Counted:
        if not prompt.marks:
            return Counted(prompt.tokens)
        marked = prompt.text[: prompt.marks[-1]]
        hits = [len(text) for text in shelf.texts if marked.startswith(text)]
        cached = whole_tokens(max(hits, default=0))
        for mark in prompt.marks:
            if whole_tokens(mark) >= model.least_cached:
                _keep(shelf, prompt.text[:mark])
        worth = whole_tokens(len(marked)) >= model.least_cached
        return Counted(prompt.tokens, cached, whole_tokens(len(marked)) - cached if worth else 0)

    def _shelf(self, *key: str) -> _Shelf:
        account, model, session = key
        shelf = self._shelves.get((account, model, session))
        if shelf is None or self.clock.now() - shelf.used > IDLE_S:
            shelf = self._shelves[account, model, session] = _Shelf(self.clock.now())
        shelf.used = self.clock.now()
        return shelf


def _keep(shelf: _Shelf, text: str) -> None:
    shelf.texts = [*(kept for kept in shelf.texts if kept != text), text][-KEPT:]


def _common(one: str, other: str) -> int:
    """Length of what both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one.startswith(other[:middle]) else (low, middle - 1)
    return low
