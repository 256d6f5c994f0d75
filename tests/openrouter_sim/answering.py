"""What the models say: text, reasoning and tool calls, in pieces."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.openrouter_sim.caching import CHARACTERS, TOKENS, prompt_of, tokens_of

PIECE = 9
Body = Mapping[str, Any]


class ToolCalls:
    """`ToolCalls(("read_file", {"path": "a.py"}), ("search", '{"broken'))`: arguments as a tree, or as the
    very text."""

    def __init__(self, *calls: tuple[str, Mapping[str, Any] | str], text: str = "") -> None:
        self.text = text
        self.calls = tuple(
            (name, told if isinstance(told, str) else json.dumps(told)) for name, told in calls
        )


@dataclass(frozen=True)
class Answer:
    """All that one answer is made of; `pieces` are the deltas of its text. `finish` None follows from
    the rest, "" is none at all.
    Reasoning that is hidden is billed all the same."""

    pieces: tuple[str, ...] = ()
    reasoning: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    finish: str | None = None
    hides_reasoning: bool = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def reason(self) -> str:
        """Why it ends, in OpenRouter's normalised words."""
        if self.finish is not None:
            return self.finish
        return "tool_calls" if self.calls else "stop"

    @property
    def reasoning_tokens(self) -> int:
        return tokens_of(self.reasoning)

    @property
    def tokens(self) -> int:
        """As they are billed, reasoning included."""
        called = "".join(f"{name}{told}" for name, told in self.calls)
        return self.reasoning_tokens + tokens_of(self.text) + tokens_of(called)


Said = str | Sequence[str] | ToolCalls | Answer
Reply = Said | Callable[[Body], Said]


def answer_to(body: Body, reply: Reply | None, thinks: bool) -> Answer:
    """`reply`, or where nothing is said a short text that depends on the prompt; then cut as the request
    wants it. A model that thinks does so where the request asks for it and the reply has none."""
    said = reply(body) if callable(reply) else reply
    answer = _answer(default_text(body) if said is None else said)
    wanted = body.get("reasoning") or body.get("reasoning_effort") or body.get("include_reasoning")
    if thinks and wanted and not answer.reasoning and said is None:
        answer = replace(answer, reasoning="Let me see what is asked. ")
    return _limited(_stopped(answer, body.get("stop")), most_tokens(body))


def most_tokens(body: Body) -> Any:
    """A whole number, or None where the request bounds nothing."""
    return body.get("max_completion_tokens") or body.get("max_tokens")


def default_text(body: Body) -> str:
    """Short, the same for the same prompt, with characters of two to four bytes."""
    digest = hashlib.sha256(prompt_of(body).text.encode()).hexdigest()[:12]
    return f"Écho {digest} — d’accord, 好的 🙂."


def _answer(said: Said) -> Answer:
    if isinstance(said, Answer):
        return said
    if isinstance(said, ToolCalls):
        return Answer(_pieces(said.text), calls=said.calls)
    return Answer(_pieces(said) if isinstance(said, str) else tuple(said))


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(text[at : at + PIECE] for at in range(0, len(text), PIECE))


def _stopped(answer: Answer, stop: Any) -> Answer:
    """Ends before the first stop sequence, whatever pieces it is spread over."""
    stops: list[str] = [stop] if isinstance(stop, str) else stop or []
    ends = [answer.text.index(one) for one in stops if one and one in answer.text]
    return _cut(answer, min(ends), None) if ends else answer


def _limited(answer: Answer, most: int | None) -> Answer:
    if most is None or answer.tokens <= most:
        return answer
    room = most * CHARACTERS // TOKENS
    reasoning = answer.reasoning[:room]
    left = max(0, most - tokens_of(reasoning)) * CHARACTERS // TOKENS
    return _cut(replace(answer, reasoning=reasoning, calls=()), left, "length")


def _cut(answer: Answer, characters: int, finish: str | None) -> Answer:
    pieces, room = list[str](), characters
    for piece in answer.pieces:
        pieces.append(piece[:room])
        room -= len(pieces[-1])
    kept = tuple(piece for piece in pieces if piece)
    return replace(answer, pieces=kept, finish=answer.finish if finish is None else finish)
