"""The promise of stable chat prompts, to be held up to any two that one conversation sent."""

from collections.abc import Callable, Sequence
from typing import Any

from sansfil.core.chat import ChatPlan, Message, Role, rendering

Init = Callable[..., None]


def assert_chat_is_stable(previous: ChatPlan, current: ChatPlan) -> None:
    """All of the plan before stands at the beginning of this one byte for byte, unless `moved` says why
    not; then at least system text, tools and the first question do. Both are of one session."""
    if len(_spoken(current.messages)) == 1:
        return  # a conversation begins
    assert current.epoch >= previous.epoch, "what had been taken back was sent again"
    if current.epoch == previous.epoch:
        before, now = rendering(previous), rendering(current)
        assert now.startswith(before), "what was sent has changed without a reason"
        return
    assert current.tools == previous.tools, "the tools changed"
    assert _head(current.messages) == _head(previous.messages), "the head changed"


class ChatGuard:
    """Holds every plan up to the one before it of the same session."""

    def __init__(self) -> None:
        self.broken: list[AssertionError] = []
        self.seen = 0
        self._last: dict[str, ChatPlan] = {}

    def watched(self, init: Init) -> Init:
        """The way in which plans are made, overheard; a broken promise is kept for later, so that
        nothing can swallow it."""

        def overheard(plan: ChatPlan, *values: Any, **named: Any) -> None:
            init(plan, *values, **named)
            self._compare(plan)

        return overheard

    def _compare(self, plan: ChatPlan) -> None:
        self.seen += 1
        try:
            if plan.session_id in self._last:
                assert_chat_is_stable(self._last[plan.session_id], plan)
        except AssertionError as error:
            self.broken.append(error)
        self._last[plan.session_id] = plan


def _head(messages: Sequence[Message]) -> Sequence[Message]:
    return messages[: 1 + len(messages) - len(_spoken(messages))]


def _spoken(messages: Sequence[Message]) -> Sequence[Message]:
    return [message for message in messages if message.role is not Role.SYSTEM]
