"""Secrets in texts give way to placeholders, and come back only into the file they came from.

A placeholder is one word of fixed length, so that code stays code and a tokenizer sees an ordinary name.
What it stands for cannot be found out from it without the session's salt. A secret is taken with all
letters and digits that touch it, so a placeholder always stands alone: one that a model has changed is
none any more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import count
from typing import Final

NAME: Final = "SANSFIL_SECRET_"
DIGITS: Final = 12
# Shorter ones are masked where they were found, and nowhere else: they may be ordinary words.
SHORTEST_EVERYWHERE: Final = 6
# What is left of a stretch beside a placeholder is its punctuation, not a secret.
SHORTEST_REST: Final = 4
_PLACEHOLDER = re.compile(rf"(?<!\w){NAME}[0-9a-f]{{{DIGITS}}}(?!\w)")
_ANY = re.compile(rf"(?<!\w)\w*{NAME}\w+")
_LIKE_ONE = re.compile(r"sansfil[\W_]{0,3}secret[\W_]{0,3}[0-9a-f]{4}", re.IGNORECASE)
_EDGES = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_Span = tuple[int, int]


@dataclass(frozen=True)
class Secret:
    """A stretch of a text, in code points, that must not leave; `kind` is a short word."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Mask:
    """A secret, and the files it was masked in."""

    secret: str = field(repr=False)
    paths: frozenset[str]


@dataclass(frozen=True)
class Masks:
    """What was masked in one session, by placeholder; `salt` is that session's own and secret."""

    salt: str = field(repr=False)
    known: Mapping[str, Mask] = field(default_factory=dict[str, Mask], repr=False)


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, how many stretches were masked, and all masks of the session."""

    text: str
    count: int
    masks: Masks = field(repr=False)


@dataclass(frozen=True)
class Restored:
    """A text with the secrets of its file; `left` are placeholders, or what is left of some, that could
    not be filled in: an edit that holds one must be refused."""

    text: str = field(repr=False)
    left: tuple[str, ...]


def masked(text: str, found: Iterable[Secret], masks: Masks, path: str = "") -> Masked:
    """`text` of the file at `path` (empty for none) with placeholders for what was found in it.

    The same secret is masked wherever else it stands in the text, and so are those the session knows
    already. Mask each text once and keep the answer: what is known later must not change it.
    """
    kept = [found.span() for found in _PLACEHOLDER.finditer(text)]
    spans = [(each.start, each.end) for each in found if each.start < each.end]
    secrets = {text[start:end] for start, end in spans}
    secrets |= {mask.secret for mask in masks.known.values()}
    spans += _occurrences(text, secrets)
    pieces, end, masking = list[str](), 0, _Masking(masks, path)
    stretches = _merged(_widened(text, span) for span in _apart(text, spans, kept))
    for start, stop in stretches:
        pieces += (text[end:start], masking.placeholder_of(text[start:stop]))
        end = stop
    pieces.append(text[end:])
    return Masked("".join(pieces), len(stretches), masking.masks)


def restored(text: str, masks: Masks, path: str) -> Restored:
    """`text`, which a model wrote for the file at `path`, with the secrets that came from that file."""
    left: list[str] = []

    def filled(found: re.Match[str]) -> str:
        mask = masks.known.get(found[0])
        if mask is not None and path and path in mask.paths:
            return mask.secret
        left.append(found[0])
        return found[0]

    whole = _ANY.sub(filled, text)
    changed = (found[0] for found in _LIKE_ONE.finditer(_ANY.sub("", text)))
    return Restored(whole, tuple(dict.fromkeys((*left, *changed))))


def holds_placeholder(text: str) -> bool:
    """Whether a placeholder stands in `text`, or what a model has made of one: no command, address or
    other file may be given such a text."""
    return _ANY.search(text) is not None or _LIKE_ONE.search(text) is not None


@dataclass
class _Masking:
    """Gives out placeholders for one text."""

    masks: Masks
    path: str

    def placeholder_of(self, secret: str) -> str:
        placeholder = _placeholder(secret, self.masks)
        mask = self.masks.known.get(placeholder, Mask(secret, frozenset()))
        if self.path and self.path not in mask.paths:
            mask = replace(mask, paths=mask.paths | {self.path})
        self.masks = replace(self.masks, known={**self.masks.known, placeholder: mask})
        return placeholder


def _placeholder(secret: str, masks: Masks) -> str:
    """The one of this secret; another number where chance gave two secrets the same."""
    key = masks.salt.encode("utf-8", "surrogatepass")[:64]
    for turn in count():
        content = f"{turn}:{secret}".encode("utf-8", "surrogatepass")
        digest = blake2b(content, key=key, digest_size=DIGITS // 2).hexdigest()
        mask = masks.known.get(f"{NAME}{digest}")
        if mask is None or mask.secret == secret:
            return f"{NAME}{digest}"
    raise AssertionError("unreachable")


def _occurrences(text: str, secrets: Iterable[str]) -> list[_Span]:
    wanted = sorted(
        (each for each in secrets if len(each) >= SHORTEST_EVERYWHERE), key=len, reverse=True
    )
    return [
        (at, at + len(secret))
        for secret in wanted
        if secret in text
        for at in _all_of(text, secret)
    ]


def _all_of(text: str, part: str) -> Iterable[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _apart(text: str, spans: Sequence[_Span], kept: Sequence[_Span]) -> Iterable[_Span]:
    """The spans without the placeholders that stand in the text already, and not touching them."""
    for start, end in spans:
        near = [span for span in kept if span[0] <= end and span[1] >= start]
        if not near:
            yield start, end
            continue
        bounds = [start, *(min(max(at, start), end) for span in near for at in span), end]
        for first, last in zip(bounds[::2], bounds[1::2], strict=True):
            rest = _EDGES.search(text, first, last)
            if rest is not None and len(rest[0]) >= SHORTEST_REST:
                yield rest.span()


def _widened(text: str, span: _Span) -> _Span:
    start, end = span
    while start > 0 and _is_of_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_of_word(text[end]):
        end += 1
    return start, end


def _is_of_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """In order; those that overlap or touch become one."""
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
