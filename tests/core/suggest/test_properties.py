"""What holds for every text that an engine may write and every place it may be written at."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sansfil.core.phrases import sentence
from sansfil.core.suggest import (
    Block,
    Blocks,
    Progress,
    Shown,
    Silence,
    Site,
    accepted,
    parts,
    shaped,
)
from tests.core.suggest.case import SPECIALS, document_with, running, site_of

LANGUAGES = (
    "python dart typescript typescriptreact json ruby markdown html rust yaml unheard-of".split()
)
PIECES = (
    *("a", "name", "return x", "if a:", "def f(a):", "else:", "for (;;) {", "=> {", "=", ": ", ","),
    *("(", ")", "[", "]", "{", "}", "<", ">", "<b>", "</b>", "/>", "${", '"', "'", "`", '"""'),
    *(";", "#", "//", "/*", "*/", "\\", "@", "end", "0, ", " ", "  ", "\t", "🌷", "é", "\u0301"),
    *("foo(", "f(a, b)", "\n    b = 2", "\n    # c", "\n# c", "\n}", "=> {\n"),
    *("\n", "\n    ", "\n\t", "\n  ", "\n\n", "\r\n", "\r", "```", "```py\n", "Here is it:\n"),
)
LEAKS = (*SPECIALS, "<|", "<|im_end|>", "<", "\x00", "\x1b", "\ufffd", "\u202e", "\ud800", "\u2028")
CLOSERS = (
    "",
    ")",
    "]",
    '"',
    "'",
    "}",
    ")]",
    '")',
    "}`)",
    ");",
    ":",
    ";",
    "</b>",
    ">",
    ", b)",
    " + 1",
)

texts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
dirty = st.lists(st.sampled_from((*PIECES, *LEAKS)) | st.text(max_size=3), max_size=24).map("".join)
lines = st.lists(
    st.lists(st.sampled_from([piece for piece in PIECES if piece.isprintable()]), max_size=5).map(
        "".join
    ),
    max_size=5,
).map(tuple)
starts = st.sampled_from(
    ("", "    ", "\t", "f(", 'f("', "x = ", "if a:", "  {", "<b>", "x = `${", "# ")
)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    closers, below = draw(st.sampled_from(CLOSERS)), draw(lines)
    start = draw(starts)
    is_pending = bool(start.strip()) and draw(st.booleans())
    return Site(
        language=draw(st.sampled_from(LANGUAGES)),
        lines_before=draw(lines),
        line_before=start,
        line_after=closers,
        lines_after=below,
        indent_unit=draw(st.sampled_from(("    ", "  ", "\t", ""))),
        eol=draw(st.sampled_from(("\n", "\r\n"))),
        pending=closers if is_pending else "",
        is_asked=draw(st.booleans()),
    )


def odd_grammar(text: str) -> Sequence[Block]:
    """No grammar at all: it says of every other text that it is one block from each line on."""
    lines = text.count("\n")
    return [Block(first, lines + 2) for first in range(lines)] if len(text) % 2 else []


grammars = st.sampled_from((None, odd_grammar))


@given(dirty, sites(), st.sampled_from(Progress), grammars)
@settings(max_examples=300)
def test_whatever_an_engine_writes_is_shown_or_refused(
    raw: str, site: Site, progress: Progress, blocks: Blocks | None
) -> None:
    outcome = shaped(raw, site, progress, SPECIALS, blocks)
    if isinstance(outcome, Shown):
        assert outcome.text.strip()
        assert 0 < outcome.consumed <= len(raw)
        assert 0 <= outcome.replaced <= len(site.line_after)
        assert progress is Progress.RUNNING or outcome.is_over
    elif isinstance(outcome, Silence):
        assert sentence(outcome.reason, "en")
    else:
        assert progress is Progress.RUNNING


@given(dirty, sites(), st.sampled_from(Progress))
@settings(max_examples=300)
def test_nothing_unreadable_is_shown(raw: str, site: Site, progress: Progress) -> None:
    outcome = shaped(raw, site, progress, SPECIALS, None)
    if not isinstance(outcome, Shown):
        return
    text = outcome.text.replace(site.eol, "\n")
    assert not any(special in text for special in SPECIALS)
    assert not any(
        unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text if c not in "\n\t"
    )
    assert "\ufffd" not in text
    assert all(line.strip() or not line for line in text.split("\n")[1:-1])


@given(dirty, sites(), grammars)
@settings(max_examples=150, deadline=None)
def test_what_is_on_the_screen_never_changes_while_text_streams(
    raw: str, site: Site, blocks: Blocks | None
) -> None:
    streamed = running(raw, site, blocks)
    last = shaped(raw, site, Progress.WHOLE, SPECIALS, blocks)
    shown: Shown | None = None
    for so_far, outcome in [*streamed, (raw, last)]:
        if shown is None:
            shown = outcome if isinstance(outcome, Shown) else None
            continue
        assert isinstance(outcome, Shown), so_far
        assert outcome.text.startswith(shown.text), so_far
        assert outcome.replaced == shown.replaced
        assert not shown.is_over or outcome == shown, so_far
        shown = outcome


@given(dirty, sites())
@settings(max_examples=120, deadline=None)
def test_a_silence_is_final(raw: str, site: Site) -> None:
    silence: Silence | None = None
    for so_far, outcome in running(raw, site):
        assert silence is None or isinstance(outcome, Silence), so_far
        silence = outcome if isinstance(outcome, Silence) else None


@given(texts, sites())
@settings(max_examples=300)
def test_what_is_shown_is_shown_of_itself(raw: str, site: Site) -> None:
    assume("```" not in raw)  # what stands in a fence may look like a sentence
    first = shaped(raw, site, Progress.WHOLE, SPECIALS, None)
    if isinstance(first, Shown):
        again = shaped(first.text, site, Progress.WHOLE, SPECIALS, None)
        assert isinstance(again, Shown)
        assert (again.text.rstrip(), again.replaced) == (first.text.rstrip(), first.replaced)


PAIRS = {"(": ")", "[": "]", "{": "}", '("': '")', "([": "])", "f({": "})"}
words = st.sampled_from(("a", "name", "x.y", "1"))
bodies = st.recursive(
    words,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(", ".join),
        inner.map(lambda body: f"f({body})"),
        inner.map(lambda body: f"[{body}]"),
        inner.map(lambda body: f"{{{body}: {body}}}"),
    ),
    max_leaves=5,
)
languages = st.sampled_from(("python", "dart", "typescript", "json", "unheard-of"))


@given(bodies, st.sampled_from(sorted(PAIRS)), bodies, languages)
def test_a_closer_that_stands_there_is_never_doubled(
    body: str, opener: str, more: str, language: str
) -> None:
    closer = PAIRS[opener]
    site = site_of(f"call{opener}ˇ{closer}\n", language, closer)
    for raw in (body, body + closer, f"{body}{closer}, {more}\n{more}"):
        outcome = shaped(raw, site, Progress.WHOLE, SPECIALS, None)
        assert isinstance(outcome, Shown), raw
        assert document_with(site, outcome) == f"call{opener}{body}{closer}\n"


@given(bodies, st.sampled_from(sorted(PAIRS)), bodies, languages)
def test_the_rest_of_a_completion_follows_each_accept_and_doubles_nothing(
    body: str, opener: str, more: str, language: str
) -> None:
    closer = PAIRS[opener]
    before = f"call{opener}"
    raw = f"{body}{closer}.then({more})\n"
    site = site_of(f"{before}ˇ{closer}", language, closer)
    document = ""
    for shown in parts(raw, site, SPECIALS, None):
        document = document_with(site, shown)
        site = accepted(site, shown)
    assert document == before + raw.rstrip()


@given(dirty, sites())
@settings(max_examples=120, deadline=None)
@example("a\nb\nc", replace(site_of("ˇ"), language="unheard-of"))
def test_accepting_everything_uses_each_character_at_most_once(raw: str, site: Site) -> None:
    found = parts(raw, site, SPECIALS, None)
    assert sum(shown.consumed for shown in found) <= len(raw)
