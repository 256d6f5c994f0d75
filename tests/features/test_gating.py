"""The gate at work: what passes, what it asks and what it learns."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from sansfil.core.gate import Aggressiveness, Judgement
from sansfil.core.ngram import Evidence, LiveFile
from sansfil.core.outcomes import Fate, Offer, Outcome, Source
from sansfil.core.phrases import phrase
from sansfil.core.suggest import Block, Silence, Suggestion, Tier
from sansfil.core.text import Cursor, Document, Position, cursor_at, split_lines
from sansfil.features.gating import Admitted, Asking, Gate, known_to
from tests.fakes import NoSyntax
from tests.notation import ASKED, answer_to, check_silence, scene

URI = "file:///a.py"
QUIET = Asking(0.0, Aggressiveness.QUIET, is_asked=False, is_over_list=False, knows=None)
EAGER = replace(QUIET, aggressiveness=Aggressiveness.EAGER)
SILENT = Silence(phrase("silence.unsure"))


def at(notation: str, uri: str = URI) -> Cursor:
    before, after = notation.split("ˇ")
    document = Document(uri, "/a.py", "python", 1, split_lines(before + after))
    lines = split_lines(before)
    return cursor_at(document, Position(len(lines) - 1, len(lines[-1])))


def written(cursor: Cursor, text: str, logprob: float | None = -0.1) -> Suggestion:
    here = cursor.position
    return Suggestion(text, here, here, Tier.LOCAL, 0.5, logprob)


@dataclass
class Spoken:
    """Fits `Syntax`: every `!` is an error; keeps what it was asked."""

    texts: list[str] = field(default_factory=list[str])

    def speaks(self, language: str) -> bool:
        return language == "python"

    def blocks(self, language: str, text: str) -> Sequence[Block]:
        return ()

    def errors(self, language: str, text: str) -> int | None:
        self.texts.append(text)
        return text.count("!")


@dataclass
class Room:
    """A gate, what it noted, and how often it asked tier 0."""

    syntax: Spoken | NoSyntax = field(default_factory=NoSyntax)
    tier_0: Suggestion | Silence = SILENT
    noted: list[tuple[Judgement, Suggestion, bool]] = field(
        default_factory=list[tuple[Judgement, Suggestion, bool]]
    )
    asked: int = 0

    def __post_init__(self) -> None:
        self.gate = Gate(self.syntax, self._note)

    def at(self, cursor: Cursor, asking: Asking = EAGER) -> Admitted:
        return self.gate.at(cursor, asking, self._ask)

    def _note(self, judgement: Judgement, suggestion: Suggestion, passed: bool) -> None:
        self.noted.append((judgement, suggestion, passed))

    def _ask(self) -> Suggestion | Silence:
        self.asked += 1
        return self.tier_0

    def code(self, cursor: Cursor, text: str, asking: Asking = EAGER) -> str:
        outcome = self.at(cursor, asking)(written(cursor, text))
        return outcome.code if isinstance(outcome, Silence) else ""


def fate_of(suggestion: Suggestion, outcome: Outcome, **more: object) -> Fate:
    offer = Offer(
        1, URI, "python", suggestion.tier, "", "", suggestion.text, suggestion.confidence, 1.0, 0.0
    )  # fmt: skip
    fate = Fate(offer, outcome, Source.INFERRED, 0, 0.0)
    return replace(fate, **more)  # pyright: ignore[reportArgumentType]


def test_what_is_likely_passes_and_what_is_not_says_why() -> None:
    room, cursor = Room(), at("x = ˇ")
    sure, unsure = written(cursor, "load(path)", -0.05), written(cursor, "save(path)", -3.0)
    assert room.at(cursor, QUIET)(sure) == sure
    refused = room.at(cursor, QUIET)(unsure)
    assert isinstance(refused, Silence)
    assert refused.code == "unlikely"


def test_every_judgement_is_noted_once_a_moment_with_what_it_was_made_of() -> None:
    room, cursor = Room(), at("x = loˇ")
    admitted = room.at(cursor, QUIET)
    for text, logprob in (("ad(path)", -0.05), ("ad(path)", -0.05), ("se(path)", -3.0)):
        admitted(written(cursor, text, logprob))
    assert [(said.text, passed) for _, said, passed in room.noted] == [
        ("ad(path)", True),
        ("se(path)", False),
    ]
    features = room.noted[0][0].features
    assert (features["typed_characters"], features["characters"]) == (2.0, 8.0)
    assert (features["error_delta"], features["known_share"]) == (None, None)


def test_who_asks_gets_everything_and_nothing_is_judged() -> None:
    room, cursor = Room(), at("x = ˇ")
    room.gate.edited(URI, cursor.position, "load(path)", "", 0.0)
    assert not room.code(cursor, "load(path)", replace(QUIET, is_asked=True))
    assert not room.noted
    assert not room.asked


def test_tier_0_is_asked_once_a_moment_and_not_about_itself() -> None:
    room, cursor = Room(), at("x = ˇ")
    admitted = room.at(cursor)
    own = replace(written(cursor, "load()"), tier=Tier.WORKSPACE)
    admitted(own)
    assert not room.asked
    for text in ("one()", "two()", "three()"):
        admitted(written(cursor, text))
    assert room.asked == 1


def test_what_tier_0_says_is_a_feature() -> None:
    cursor = at("x = ˇ")
    room = Room(tier_0=replace(written(cursor, "load(path)"), tier=Tier.WORKSPACE))
    for text in ("load(path).read()", "save(path)"):
        room.at(cursor)(written(cursor, text))
    assert [said.features["agreement"] for said, _, _ in room.noted] == ["agrees", "differs"]


def test_the_errors_that_it_adds_are_counted_in_a_window_of_lines() -> None:
    syntax = Spoken()
    room, cursor = Room(syntax), at("far!\n" * 100 + "near!\nx = ˇ\nbelow\n" + "far!\n" * 100)
    admitted = room.at(cursor)
    for text in ("a!!", "b"):
        admitted(written(cursor, text))
    assert [said.features["error_delta"] for said, _, _ in room.noted] == [2.0, 0.0]
    assert len(syntax.texts) == 3
    assert max(text.count("\n") for text in syntax.texts) <= 61
    assert syntax.texts[1].split("\n")[40] == "x = a!!"


def test_what_a_suggestion_replaces_is_not_parsed_beside_it() -> None:
    syntax = Spoken()
    room, cursor = Room(syntax), at("print(ˇ!)")
    end = Position(0, cursor.position.column + 2)
    room.at(cursor)(replace(written(cursor, "x)"), end=end))
    assert syntax.texts[-1] == "print(x)"


def test_words_that_tier_0_has_seen_are_known_with_the_half_typed_one_whole() -> None:
    live = LiveFile(["frobnicate(widget)\n"])
    live.learn_some(10)
    room, cursor = Room(), at("frobˇ")
    asking = replace(EAGER, knows=known_to(Evidence(file=live)))
    room.at(cursor, asking)(written(cursor, "nicate(unheard)"))
    assert room.noted[0][0].features["known_share"] == 0.5


def test_what_was_typed_over_is_not_offered_again() -> None:
    room, cursor = Room(), at("def f():\n    x = ˇ")
    shown = room.at(cursor)(written(cursor, "load(path)"))
    assert isinstance(shown, Suggestion)
    room.gate.learned(fate_of(shown, Outcome.REJECTED))
    assert room.code(cursor, "load(path)") == "rejected"
    assert room.code(at("def f():\n    x = lˇ"), "oad(path)") == "rejected"
    assert not room.noted[-1][2]


def test_a_fate_over_the_editors_list_is_that_of_what_was_judged() -> None:
    room, cursor = Room(), at("x = loadˇ")
    room.at(cursor, replace(EAGER, is_over_list=True))(written(cursor, "(path)"))
    offered = replace(written(cursor, "load(path)"), start=Position(0, 4))
    room.gate.learned(fate_of(offered, Outcome.REJECTED, characters=4))
    assert room.code(cursor, "(path)") == "rejected"


def test_the_fate_of_what_never_passed_tells_nothing() -> None:
    room, cursor = Room(), at("x = ˇ")
    room.gate.learned(fate_of(written(cursor, "load()"), Outcome.REJECTED))
    assert not room.code(cursor, "load()")


def test_after_escape_the_line_is_quiet_for_five_seconds() -> None:
    room, cursor = Room(), at("x = ˇ")
    shown = room.at(cursor)(written(cursor, "load()"))
    assert isinstance(shown, Suggestion)
    room.gate.learned(fate_of(shown, Outcome.REJECTED, source=Source.TOLD))
    assert room.code(cursor, "save()", replace(EAGER, now_ms=4_000.0)) == "cooling_down"
    assert room.code(cursor, "save()", replace(EAGER, now_ms=6_000.0)) != "cooling_down"


def test_what_was_just_removed_is_not_offered_back() -> None:
    room, cursor = Room(), at("x = ˇ")
    room.gate.edited(URI, cursor.position, "load(path)", "", 0.0)
    assert room.code(cursor, "load(path)") == "undoes_edit"
    assert not room.code(cursor, "load(path)", replace(EAGER, now_ms=31_000.0))


def test_what_is_typed_along_stays_whatever_its_odds_are_by_now() -> None:
    room, cursor = Room(), at("x = ˇ")
    room.at(cursor, QUIET)(written(cursor, "load(path)", -0.01))
    further = at("x = loˇ")
    doubtful = written(further, "ad(path)", -3.0)
    assert room.at(further, QUIET)(doubtful) == doubtful
    grown = written(further, "ad(path)\nread(path)", -3.0)
    assert room.at(further, QUIET)(grown) == grown
    assert len(room.noted) == 1


def test_elsewhere_the_same_text_is_judged_anew() -> None:
    room, cursor = Room(), at("x = ˇ")
    room.at(cursor, QUIET)(written(cursor, "load(path)", -0.01))
    other = at("y = 1\nx = ˇ")
    assert isinstance(room.at(other, QUIET)(written(other, "load(path)", -3.0)), Silence)


@pytest.mark.parametrize("count", [1, 200])
def test_only_the_last_offers_are_remembered(count: int) -> None:
    room = Room()
    first = at("x = ˇ")
    room.at(first)(written(first, "first()"))
    for number in range(count):
        cursor = at(f"y{number} = ˇ")
        room.at(cursor)(written(cursor, f"other{number}()"))
    room.gate.learned(fate_of(written(first, "first()"), Outcome.REJECTED))
    assert (room.code(first, "first()") == "rejected") == (count == 1)


def test_a_closed_document_leaves_nothing_on_the_screen() -> None:
    room, cursor = Room(), at("x = ˇ")
    room.at(cursor, QUIET)(written(cursor, "load(path)", -0.01))
    room.gate.closed(URI)
    assert isinstance(room.at(cursor, QUIET)(written(cursor, "load(path)", -3.0)), Silence)


@pytest.mark.parametrize(
    ("notation", "reason"), [("# water,ˇ then prune", "in_prose"), ("x = ˇy", "text_follows")]
)
def test_where_it_is_untimely_nobody_is_asked_unless_a_person_does(
    notation: str, reason: str
) -> None:
    check_silence(notation, reason)
    asked = answer_to(scene("# water,ˇ then prune"), ASKED).outcome
    assert not isinstance(asked, Silence) or asked.code != "in_prose"
