"""The documents while they are typed, as the server sees them, and what both tiers say of them."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench._gate.mediocre import Written
from bench._gate.track import State
from bench._typist.sessions import Session

from sansfil.adapters.syntax import TreeSitter
from sansfil.core.ngram import (
    Corpus,
    Evidence,
    LiveFile,
    NgramContext,
    NoPrediction,
    encode,
    open_corpus,
    predict,
)
from sansfil.core.phrases import phrase
from sansfil.core.store import Found, Growing, Place, ReuseStore, Root
from sansfil.core.suggest import Silence, Suggestion, Tier
from sansfil.core.text import (
    Cursor,
    Document,
    Position,
    cursor_at,
    difference,
    split_lines,
    without_terminator,
)
from sansfil.features.shaping import Shaper, Wanted

LINES_BEFORE = 64
_CLOSERS = re.compile(r"[\s)\]}>\"'`;]*")
# Milliseconds that no parse needs: what is measured must not depend on the machine's load.
PATIENT_MS = 5_000


@dataclass
class Open:
    """A document, and what follows it."""

    document: Document
    live: LiveFile


@dataclass
class Desk:
    """One session's workspace, learned as it stands at the beginning."""

    session: Session
    syntax: TreeSitter = field(default_factory=lambda: TreeSitter(PATIENT_MS, PATIENT_MS))
    _open: dict[str, Open] = field(default_factory=dict[str, Open])

    def __post_init__(self) -> None:
        self._corpus = _learned({path: file.start for path, file in self.session.files.items()})
        self._shaper = Shaper(self.syntax)

    def show(self, path: str, state: State) -> Cursor:
        """The document as it now stands, in front."""
        document = self._followed(path, state.text)
        line = state.text.count("\n", 0, state.cursor)
        column = state.cursor - state.text.rfind("\n", 0, state.cursor) - 1
        return cursor_at(document, Position(line, column))

    def evidence(self, cursor: Cursor) -> Evidence:
        path = cursor.document.path
        others = tuple(each.live for name, each in self._open.items() if name != path)
        folder, known = path.rpartition("/")[0], tuple(self._open)
        live = self._open[path].live
        return Evidence(live, others, (), self._corpus, folder, known)

    def tier_0(self, cursor: Cursor) -> Suggestion | Silence:
        found = predict(self._context(cursor), self.evidence(cursor))
        if isinstance(found, NoPrediction):
            return Silence(phrase(f"silence.{found.reason.value}"))
        at = cursor.position
        return Suggestion(found.text, at, at, Tier.WORKSPACE, found.confidence)

    def tier_1(self, cursor: Cursor, written: Written) -> Suggestion | Silence:
        """What the model wrote, shaped as the server does."""
        growth = ReuseStore().begin(Place(Root(cursor.document.uri, "", ""), ""))
        if written.mean_logprob is not None:
            growth.weigh([written.mean_logprob])
        growth.add(written.text)
        growth.finish(Growing.WHOLE)
        after = cursor.line_after
        pending = after if _CLOSERS.fullmatch(after) else ""
        unit = self._open[cursor.document.path].live.indent_unit
        wanted = Wanted(cursor, pending, unit, is_asked=False)
        shaped = self._shaper.shaped(Found(written.text, growth), wanted, ())
        return Silence(phrase("silence.empty")) if shaped is None else shaped.outcome

    def _followed(self, path: str, text: str) -> Document:
        known, lines = self._open.get(path), split_lines(text)
        if known is None:
            language = self.session.language.name
            document = Document(f"file:///{path}", path, language, 1, lines)
            self._open[path] = Open(document, _read(lines))
            return document
        splice = difference(known.document.lines, lines)
        known.live.splice(splice.first, splice.removed, splice.lines)
        version = known.document.version + 1
        uri, language = known.document.uri, known.document.language
        known.document = Document(uri, path, language, version, lines)
        return known.document

    def _context(self, cursor: Cursor) -> NgramContext:
        lines, line = cursor.document.lines, cursor.position.line
        below = lines[line + 1 : line + 2]
        return NgramContext(
            lines_before=[*map(without_terminator, lines[max(0, line - LINES_BEFORE) : line])],
            line_start=cursor.line_before,
            line_rest=cursor.line_after,
            line_number=line,
            next_line=without_terminator("".join(below)),
            indent_unit=self._open[cursor.document.path].live.indent_unit,
        )


def _read(lines: tuple[str, ...]) -> LiveFile:
    live = LiveFile(lines)
    while live.pending_lines:
        live.learn_some(1_000)
    return live


def _learned(texts: Mapping[str, str]) -> Corpus:
    corpus = open_corpus(b"".join(encode(list(texts.items()), sys.maxsize).parts))
    assert isinstance(corpus, Corpus)
    return corpus
