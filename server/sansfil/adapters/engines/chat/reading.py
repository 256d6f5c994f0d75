"""Reads the messages of one answer, streamed or whole, into text, calls, an end and its costs."""

from collections.abc import Iterator, Mapping

from sansfil.adapters.engines.chat.calls import Calls
from sansfil.adapters.engines.chat.usage import Told, told_in
from sansfil.adapters.engines.wire.listening import Garbled
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, name, text
from sansfil.adapters.engines.wire.stops import StopWatch
from sansfil.core.chat import ToolCall
from sansfil.ports.chat import Answered, ChatEnd, ChatError, ChatRequest, Thinking

ENDS: Mapping[str, ChatEnd] = {
    "length": ChatEnd.LIMIT,
    "tool_calls": ChatEnd.TOOLS,
    "function_call": ChatEnd.TOOLS,
    "content_filter": ChatEnd.FILTERED,
}
# "error" is OpenRouter's, "abort" vLLM's (`FinishReason` in vllm/v1/engine).
FAILURES = frozenset({"error", "abort"})
REASONING = ("reasoning", "reasoning_content")
# Four are usual, a run of blanks may have more: who writes beyond all of them does not count its tokens.
CHARACTERS_IN_TOKEN, SPARE_CHARACTERS = 16, 4_000


class Reading:
    """One per answer. `end` is None until the server or a stop text has ended it, `failed` claims that the
    server says it went wrong; `is_numbered` claims that an answer's `id` is a number of its own."""

    def __init__(
        self, request: ChatRequest, generation: str = "", *, is_numbered: bool = False
    ) -> None:
        self.end: ChatEnd | None = None
        self.failed = False
        self.generation = generation
        self._is_numbered = is_numbered
        self._watch = StopWatch(request.stops)
        self._calls = Calls()
        self._told = Told()
        self._model, self._provider = request.model, ""
        self._left = SPARE_CHARACTERS + CHARACTERS_IN_TOKEN * max(1, request.max_tokens)

    @property
    def has_stopped(self) -> bool:
        """A stop text came that the server did not see, or more text than was asked for: what follows is
        not wanted."""
        return self._watch.has_stopped or self._left < 0

    def take(self, message: Tree) -> Iterator[str | Thinking]:
        """The text that this message lets through; raises Garbled.

        Usage comes with the end (TabbyAPI), or behind it without a choice (OpenAI), or with one that
        has no end (OpenRouter).
        """
        if not message:
            raise Garbled
        self._told = self._told.and_then(told_in(message))
        if self._is_numbered:
            self.generation = self.generation or name(message.get("id"))
        self._model = name(message.get("model") or message.get("model_name")) or self._model
        self._provider = name(message.get("provider")) or self._provider
        for choice in map(as_tree, as_list(message.get("choices"))):
            # One is asked for, and what comes behind its end is no part of it.
            if self.end is None and not choice.get("index"):
                yield from self._said(choice)

    def rest(self) -> Iterator[str | ToolCall]:
        """What was held back until the end was known."""
        yield from filter(None, [self._watch.rest()])
        yield from self._calls.whole()

    def answered(self) -> Answered:
        """The last event; only once there is an end."""
        return Answered(
            end=self.end or ChatEnd.DONE,
            model=self._model,
            provider=self._provider,
            generation=self.generation,
            tokens=self._told.tokens,
            reused_tokens=self._told.reused,
            cost=self._told.cost,
        )

    def noted(self, error: ChatError) -> ChatError:
        """The error, with what is known of the answer that it ended."""
        error.generation = error.generation or self.generation
        error.tokens = error.tokens or self._told.tokens
        error.cost = self._told.cost if error.cost is None else error.cost
        return error

    def _said(self, choice: Tree) -> Iterator[str | Thinking]:
        said = as_tree(choice.get("delta")) or as_tree(choice.get("message"))
        thought, written = _thought(said), _text_of(said.get("content"))
        if thought:
            yield Thinking(thought)
        yield from filter(None, [self._watch.feed(written)])
        called = self._calls.take(said.get("tool_calls"))
        self._left -= thought + len(written) + called
        self._ended(choice.get("finish_reason"))

    def _ended(self, reason: object) -> None:
        if self._watch.has_stopped:
            self.end = ChatEnd.DONE
        elif self._left < 0:
            self.end = ChatEnd.LIMIT
        elif isinstance(reason, str) and reason in FAILURES:
            self.failed = True
        elif isinstance(reason, str) and reason:
            end = ENDS.get(reason, ChatEnd.DONE)
            # Some servers end every answer with "stop".
            self.end = ChatEnd.TOOLS if end is ChatEnd.DONE and self._calls else end


def _text_of(content: object) -> str:
    """Text, or parts of which some are text (Mistral)."""
    if isinstance(content, str):
        return content
    return "".join(text(as_tree(part).get("text")) for part in as_list(content))


def _thought(said: Tree) -> int:
    """Characters of reasoning; OpenRouter says the same in `reasoning` and in `reasoning_details`."""
    plain = next((text(said.get(key)) for key in REASONING if said.get(key)), "")
    if plain:
        return len(plain)
    details = map(as_tree, as_list(said.get("reasoning_details")))
    return sum(len(text(each.get("text") or each.get("summary"))) for each in details)
