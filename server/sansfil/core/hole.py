"""Filling a hole by conversation: for chat models that were never trained on fill-in-the-middle tokens.

The prompt is planned like every other one, with marks of our own in place of special tokens; it is then
put into two messages, of which only the end of the second follows the keys.
"""

from collections.abc import Sequence

from sansfil.core.chat.messages import Message, Role
from sansfil.core.families import AFTER, BEFORE, CHAT, FILE, TYPED

__all__ = [
    "AFTER",
    "BEFORE",
    "CHAT",
    "FILE",
    "TYPED",
    "HoleReader",
    "conversation",
    "line_begun",
]

_INSTRUCTIONS = (
    "You complete source code in an editor. The user's message gives files of the project for reference, "
    f"each introduced by {FILE} and its path. The last one is the file being edited: {BEFORE} precedes the "
    f"code before the gap, {AFTER} the code behind the gap, and {TYPED} what stands at the very end of the "
    "code before the gap. Reply with exactly the code that goes into the gap, continuing right "
    f"behind {TYPED}: no explanation, no Markdown fence, no repetition of code that is there already. "
    "Keep the indentation and the style. Finish the statement or block that was begun, then stop. Use only names "
    "that exist in the given code, in the standard library, or in libraries that the given code uses. If nothing "
    "is missing, reply with nothing."
)
# A shorter beginning of a line may well be meant to stand there twice.
_LEAST_REPEATED = 3


def conversation(prompt: str) -> tuple[Message, Message]:
    """The messages for a prompt that was planned for the family `CHAT`."""
    return Message(Role.SYSTEM, _INSTRUCTIONS), Message(Role.USER, prompt)


def line_begun(prompt: str) -> str:
    """What stands left of the gap on its own line."""
    head, _, typed = prompt.rpartition(TYPED)
    if "\n" in typed:
        return typed.rpartition("\n")[2]
    before = head.rpartition(AFTER)[0].rpartition(BEFORE)[2]
    return before.rpartition("\n")[2] + typed


class HoleReader:
    """Takes away the beginning of the line where a model says it once more; one per answer."""

    def __init__(self, prompt: str) -> None:
        begun = line_begun(prompt)
        self._repeated = (begun, begun.lstrip(), begun.strip())
        self._waiting = ""
        self._is_decided = len(begun.strip()) < _LEAST_REPEATED

    def feed(self, text: str) -> str:
        """What of `text`, and of what waited before it, is part of the answer for certain."""
        if self._is_decided:
            return text
        self._waiting += text
        if any(_goes_on(self._waiting, each) for each in self._repeated):
            return ""
        return self.rest()

    def rest(self) -> str:
        """What still waits when nothing more comes."""
        waiting, self._waiting = self._waiting, ""
        if self._is_decided:
            return waiting
        self._is_decided = True
        return _unrepeated(waiting, self._repeated)


def _goes_on(said: str, repeated: str) -> bool:
    """Whether what was said may still become `repeated`."""
    return len(said) < len(repeated) and repeated.startswith(said)


def _unrepeated(answer: str, begun: Sequence[str]) -> str:
    """Only a model that begins with the line as it stands, indented or not, repeats it."""
    for repeated in begun:
        if answer.startswith(repeated):
            return answer[len(repeated) :]
    return answer
