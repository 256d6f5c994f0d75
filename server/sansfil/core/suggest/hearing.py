"""Raw text from an engine up to where it stops being code: special tokens, control characters, fences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sansfil.core.suggest.knobs import SuggestKnobs
from sansfil.core.suggest.site import Progress

# C0 and C1 controls but tab and line ends, the replacement character, lone surrogates, and what
# moves or hides text without being seen (Unicode Standard, chapter 23: line and paragraph
# separators, bidirectional controls, the byte order mark).
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffd\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# How the families of models spell their special tokens: `<|name|>`, with full-width bars too.
_SPECIAL = re.compile(r"<[|｜][\w▁ .:-]{1,40}[|｜]>")
_SPECIAL_BEGUN = re.compile(r"<(?:[|｜](?:[\w▁ .:-]{1,40}[|｜]?)?)?\Z")
_FENCE = r"\s*(?:```|~~~)[\w+#.-]*[ \t]*(?:\n|\Z)"
_PREAMBLE = (
    r"\s*(?:Sure|Certainly|Of course|Here(?:'s| is| are)|Below is|Voici|Bien sûr)\b"
    r"[^\n]*:[ \t]*(?:\n|\Z)"
)
_AT_LINE_START = re.compile(f"(?P<preamble>{_PREAMBLE})?(?P<fence>{_FENCE})?")
_IN_LINE = re.compile(f"(?P<preamble>(?!))?(?P<fence>{_FENCE})?")


@dataclass(frozen=True)
class Heard:
    """What an engine said: `text` has line feeds only and began at `skipped` in `raw`.

    `is_ended` claims that nothing more follows; `reason` says what ended it early.
    """

    text: str
    raw: str
    skipped: int = 0
    is_ended: bool = False
    reason: str = "empty"

    def consumed(self, offset: int) -> int:
        """How much of the raw text stands before `offset` in `text`."""
        return self.skipped + _raw_length(self.raw[self.skipped :], offset)

    def beyond(self, offset: int) -> "Heard":
        """The same without the first `offset` characters of `text`."""
        skipped = self.consumed(offset)
        return replace(self, text=self.text[offset:], skipped=skipped)


def hear(raw: str, progress: Progress, specials: Sequence[str], knobs: SuggestKnobs) -> Heard:
    """What `raw` says up to the first special token or unreadable character."""
    near = raw[: knobs.most_characters]
    end, reason = _end_of_code(near, tuple(specials))
    is_ended = progress is Progress.WHOLE or end < len(raw)
    said = raw[:end]
    if end == len(raw):
        said = said[: len(said) - _doubtful(said, tuple(specials), progress)]
    text = said.replace("\r\n", "\n").replace("\r", "\n")
    return Heard(text, raw, 0, is_ended, reason)


def without_preamble(heard: Heard, line_before: str) -> Heard:
    """Without the sentence and the fence that a chat model puts before code.

    A sentence with no fence behind it is no code at all.
    """
    found = (_IN_LINE if line_before.strip() else _AT_LINE_START).match(heard.text)
    if found is None or not found[0]:
        return heard
    rest = heard.beyond(found.end())
    if found["fence"] and (heard.is_ended or found["fence"].endswith("\n")):
        return replace(rest, reason="prose" if rest.reason == "empty" else rest.reason)
    is_alone = rest.text.strip("`~ \n") != ""
    return replace(heard, text="", is_ended=heard.is_ended or is_alone, reason="prose")


def _end_of_code(raw: str, specials: tuple[str, ...]) -> tuple[int, str]:
    special = _pattern_of(specials).search(raw)
    unreadable = _UNREADABLE.search(raw)
    ends = [(len(raw), "empty")]
    if special:
        ends.append((special.start(), "special_token"))
    if unreadable:
        ends.append((unreadable.start(), "unreadable"))
    return min(ends)


def _doubtful(said: str, specials: tuple[str, ...], progress: Progress) -> int:
    """Characters at the end that may be the beginning of a special token or of a line end.

    At the end of all, one alone is no sign of a token: more often than not it is a comparison.
    """
    least = 1 if progress is Progress.RUNNING else 2
    begun = _SPECIAL_BEGUN.search(said)
    lengths = [len(begun[0])] if begun else []
    for special in specials:
        longest = min(len(special) - 1, len(said))
        lengths += [n for n in range(longest, 0, -1) if said.endswith(special[:n])][:1]
    doubtful = max([n for n in lengths if n >= least], default=0)
    is_half_line_end = progress is Progress.RUNNING and said.endswith("\r")
    return max(doubtful, int(is_half_line_end))


def _raw_length(raw: str, length: int) -> int:
    if "\r" not in raw:
        return length
    at = 0
    for _ in range(length):
        at += 2 if raw.startswith("\r\n", at) else 1
    return at


@lru_cache(maxsize=16)
def _pattern_of(specials: tuple[str, ...]) -> re.Pattern[str]:
    words = [re.escape(word) for word in specials if word]
    return re.compile("|".join([*words, _SPECIAL.pattern]))
