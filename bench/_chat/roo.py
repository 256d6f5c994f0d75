"""The conversation in Roo Code's layout, RooCodeInc/Roo-Code at cb836567 (2026-04-14).

* System text per mode, tools of the mode only: core/prompts/system.ts (`generatePrompt`),
  core/prompts/tools/filter-tools-for-mode.ts; another mode is another beginning.
* `environment_details` (visible files, tabs, time, cost, mode) behind every question and behind every
  result, where it becomes a message of its own, and stays; the list of files in the first:
  core/environment/getEnvironmentDetails.ts, core/task/Task.ts (`recursivelyMakeClineRequests`),
  api/transform/openai-format.ts (`mergeToolResultText` is off by default).
* Lines are numbered, a file read again is sent again: core/tools/ReadFileTool.ts.
* Where 90 % of the window less the answer are spent, all is summarised: a request with another system
  text, calls and results turned into text; then the summary, with signatures of the files read, stands
  alone: core/context-management/index.ts, core/condense/index.ts.
* No `session_id` to OpenRouter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench._chat.script import SUMMARY, SYSTEM, Call, Turn
from bench._chat.sending import (
    ANSWER_TOKENS,
    SCHEMAS,
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

SPENT = 0.9
ASKING = ("search", "read_file")
CONDENSING = "You write summaries of conversations. Call no tools, answer with text only."
INSTRUCTIONS = (
    "Summarise the conversation above in detail: what was asked, done, and is still open."
)
SIGNATURE = ("class ", "def ", "    def ")


@dataclass
class Roo:
    """`has_modes` claims that the user plans in one mode and then edits in another."""

    has_modes: bool = True
    _history: list[Wire] = field(default_factory=list[Wire])
    _read: dict[str, str] = field(default_factory=dict[str, str])

    def sending(self, turns: Sequence[Turn], window: int, count: Count) -> Iterator[Sent]:
        for turn in turns:
            files = "\n".join(dict.fromkeys(call.file for each in turns for call in each.calls))
            around = self._environment(turn) + (f"\n\n# Files\n{files}" if not turn.number else "")
            self._history.append(said("user", f"{turn.question}\n\n{_enclosed(around)}"))
            for call in turn.calls:
                yield from self._request(turn, window, count)
                self._history += [called(call), resulted(call, self._shown(call))]
                self._history.append(said("user", _enclosed(self._environment(turn))))
            yield from self._request(turn, window, count)
            self._history.append(said("assistant", turn.answer))

    def _request(self, turn: Turn, window: int, count: Count) -> Iterator[Sent]:
        is_full = tokens_of(self._messages(turn), count) > SPENT * window - ANSWER_TOKENS
        if is_full:
            yield Sent(turn.number, self._condensing())
            self._history = [said("user", self._condensed(turn))]
        names = ASKING if self._mode(turn) == "ask" else tuple(SCHEMAS)
        yield Sent(turn.number, self._messages(turn), wire_tools(names), is_compacted=is_full)

    def _messages(self, turn: Turn) -> Sequence[Wire]:
        role = f"{SYSTEM}\n\nYour mode is `{self._mode(turn)}`; its rules and no others hold."
        return [said("system", role), *self._history]

    def _mode(self, turn: Turn) -> str:
        return "ask" if self.has_modes and turn.is_planning else "code"

    def _environment(self, turn: Turn) -> str:
        cost = f"${0.01 * len(self._history):.2f}"
        return (
            f"# Visible files\n{turn.facts['open file']}\n\n# Open tabs\n{turn.facts['open file']}\n\n"
            f"# Current time\nISO 8601, UTC: {turn.facts['time']}\n\n# Current cost\n{cost}\n\n"
            f"# Current mode\n<slug>{self._mode(turn)}</slug>"
        )

    def _shown(self, call: Call) -> str:
        if not call.file:
            return call.result
        self._read[call.file] = call.result
        lines = enumerate(call.result.splitlines(), start=1)
        return f"File: {call.file}\n" + "\n".join(f"{at:>4} | {line}" for at, line in lines)

    def _condensing(self) -> Sequence[Wire]:
        roles = [(message["role"].replace("tool", "user"), message) for message in self._history]
        texts = [said(role, text_of(message)) for role, message in roles]
        return [said("system", CONDENSING), *texts, said("user", INSTRUCTIONS)]

    def _condensed(self, turn: Turn) -> str:
        folded = (
            f"## {path}\n"
            + "\n".join(each for each in text.splitlines() if each.startswith(SIGNATURE))
            for path, text in self._read.items()
        )
        return "\n\n".join(
            (f"## Conversation\n{SUMMARY}", *folded, _enclosed(self._environment(turn)))
        )


def _enclosed(text: str) -> str:
    return f"<environment_details>\n{text}\n</environment_details>"
