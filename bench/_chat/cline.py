"""The conversation in Cline's layout, cline/cline at 21cb8d25 (2026-08-22), its SDK.

* The system text holds the date and, in plan mode, the rules of that mode; a question is wrapped in a tag
  with its mode: sdk/packages/shared/src/prompt/{cline,system,format}.ts.
* Results are cut to 8,000 characters; reads that a later read of the same file made stale are rewritten in
  place once 64 KiB of them have gathered: sdk/packages/core/src/session/services/message-builder.ts.
* At 0.9 of 0.9 of the window a model summarises what is older than the recent half of the window, from a
  text of its own with results cut to 2,000 characters; the summary replaces the beginning, the first
  question included: sdk/packages/core/src/extensions/context/{compaction,compaction-shared,
  agentic-compaction}.ts.
* `session_id` goes to OpenRouter: sdk/packages/llms/src/providers/builtins.ts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench._chat.script import SUMMARY, SYSTEM, Turn
from bench._chat.sending import (
    Count,
    Sent,
    Wire,
    called,
    resulted,
    said,
    text_of,
    tokens_of,
    wire_tools,
)

USABLE, TRIGGER, KEPT = 0.9, 0.9, 0.5
MOST_KEPT = 20_000
RESULT_CHARACTERS, SUMMARISED_CHARACTERS, STALE_BYTES = 8_000, 2_000, 65_536
STALE = "[an older text of this file; the newest one stands below]"
SUMMARISING = "Summarise this conversation for the one who goes on with it."


@dataclass
class Cline:
    """`has_modes` claims that the user plans in one mode and then acts in another."""

    has_modes: bool = True
    _history: list[Wire] = field(default_factory=list[Wire])
    _files: dict[str, str] = field(default_factory=dict[str, str])
    _rewritten: set[str] = field(default_factory=set[str])

    def sending(self, turns: Sequence[Turn], window: int, count: Count) -> Iterator[Sent]:
        for turn in turns:
            tag = f'<user_input mode="{self._mode(turn)}">{turn.question}</user_input>'
            self._history.append(said("user", tag))
            for call in turn.calls:
                yield from self._request(turn, window, count)
                text = _cut(call.result, RESULT_CHARACTERS)
                self._history += [called(call), resulted(call, text)]
                self._files |= {call.id: call.file} if call.file else {}
            yield from self._request(turn, window, count)
            self._history.append(said("assistant", turn.answer))

    def _request(self, turn: Turn, window: int, count: Count) -> Iterator[Sent]:
        self._rewrite_stale_reads()
        most = USABLE * window
        fixed = tokens_of([self._system(turn)], count) + count(str(wire_tools()))
        is_full = fixed + tokens_of(self._messages(), count) >= TRIGGER * most
        if is_full:
            yield self._compacted(turn, min(MOST_KEPT, KEPT * most - fixed), count)
        messages = [self._system(turn), *self._messages()]
        yield Sent(turn.number, messages, wire_tools(), "bench", is_compacted=is_full)

    def _system(self, turn: Turn) -> Wire:
        plan = "\n\nYou are in plan mode: explore and propose, change nothing."
        rules = plan if self._mode(turn) == "plan" else ""
        return said(
            "system", f"{SYSTEM}\n\n1. Platform: linux\n2. Date: {turn.facts['time'][:10]}{rules}"
        )

    def _mode(self, turn: Turn) -> str:
        return "plan" if self.has_modes and turn.is_planning else "act"

    def _messages(self) -> Sequence[Wire]:
        return [
            {**each, "content": STALE} if each.get("tool_call_id") in self._rewritten else each
            for each in self._history
        ]

    def _rewrite_stale_reads(self) -> None:
        newest = {file: call for call, file in self._files.items()}
        stale = {call for call, file in self._files.items() if newest[file] != call}
        waiting = [
            message
            for message in self._history
            if message.get("tool_call_id") in stale - self._rewritten
        ]
        if sum(len(message["content"].encode()) for message in waiting) >= STALE_BYTES:
            self._rewritten |= stale

    def _compacted(self, turn: Turn, kept: float, count: Count) -> Sent:
        messages = self._messages()
        at = len(messages)
        while at and tokens_of(messages[at - 1 :], count) <= kept:
            at -= 1
        while messages[at]["role"] == "tool":
            at += 1
        text = "\n\n".join(
            f"[{each['role']}]: {_cut(text_of(each), SUMMARISED_CHARACTERS)}"
            for each in messages[:at]
        )
        summary = said("user", f"Context of what came before:\n\n{SUMMARY}")
        self._history = [summary, *self._history[at:]]
        return Sent(
            turn.number, [said("user", f"{SUMMARISING}\n\n{text}")], session="bench-summary"
        )


def _cut(text: str, characters: int) -> str:
    """Without its middle, where it is longer."""
    if len(text) <= characters:
        return text
    half = characters // 2
    return f"{text[:half]}\n...[{len(text) - characters} characters cut]...\n{text[-half:]}"
