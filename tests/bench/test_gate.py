"""The stand-in is as mediocre as it says, the typist ends where she should, and both are repeatable."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest
from bench._gate.fit import area, features_of, fitted
from bench._gate.lessons import lessons
from bench._gate.mediocre import Mediocre, Odds, Written
from bench._gate.track import Track, tracks
from bench._gate.typed import Gating, Sample, Tally, Typing
from bench._typist.sessions import Session, sessions

from sansfil.core.gate import Aggressiveness, Agreement, Features, judged, told
from sansfil.core.suggest import Tier

PYTHON = next(each for each in sessions() if each.name == "python-typing").without_accepts()
FIRST_LESSON = next(lessons(1))
SOME = Features(
    Tier.LOCAL, 0.5, None, Agreement.SILENT, None, 20, 1, False, False, None, 0.3, None, 0
)  # fmt: skip


def model_of(session: Session, odds: Odds | None = None) -> Mediocre:
    return Mediocre([file.start for file in session.files.values()], "test", odds)


@cache
def answers(odds: Odds | None = None) -> Sequence[tuple[Track, int, Written]]:
    model = model_of(PYTHON, odds)
    found = [
        (track, at, model.answer(track, at))
        for track in tracks(PYTHON)
        for at in range(len(track.keys))
    ]
    return [(track, at, written) for track, at, written in found if written is not None]


@cache
def typed(gating: Gating) -> Tally:
    return Typing(PYTHON, model_of(PYTHON), gating).run()


def test_the_states_of_a_session_end_in_its_texts() -> None:
    ends: Mapping[str, str] = {track.path: track.states[-1].text for track in tracks(PYTHON)}
    assert all(PYTHON.files[path].end == text for path, text in ends.items())


def test_a_right_answer_is_what_is_about_to_be_typed_and_a_wrong_one_is_not() -> None:
    for track, at, written in answers():
        first_line = written.text.split("\n")[0]
        follows = track.follows(at)
        is_what_follows = (
            follows is not None and follows.split("\n")[0].strip() == first_line.strip()
        )
        assert is_what_follows == written.is_right


def test_it_is_right_for_about_two_words_in_five() -> None:
    words = {(track.name, track.states[at].before.rfind(" ")): w for track, at, w in answers()}
    right = sum(written.is_right for written in words.values())
    assert 0.25 < right / len(words) < 0.55


def test_its_mistakes_stand_in_the_workspace() -> None:
    workspace = "\n".join(file.start for file in PYTHON.files.values())
    wrong = [written for _, _, written in answers() if not written.is_right]
    assert wrong
    assert all(line in workspace for written in wrong for line in written.text.split("\n"))


def test_its_log_probabilities_tell_as_much_as_they_claim() -> None:
    told_of = [(written.mean_logprob, written.is_right) for _, _, written in answers(Odds())]
    scored = [(mean, is_right) for mean, is_right in told_of if mean is not None]
    assert len(scored) == len(told_of)
    assert area(scored) == pytest.approx(0.75, abs=0.1)
    assert all(mean < 0 for mean, _ in scored)


def test_two_runs_are_the_same() -> None:
    quiet = Gating(aggressiveness=Aggressiveness.QUIET)
    one, other = typed(quiet), typed.__wrapped__(quiet)
    assert (one.shown, one.accepted, one.retained) == (other.shown, other.accepted, other.retained)
    assert one.samples == other.samples


def test_without_a_gate_nothing_is_refused_and_a_quiet_one_shows_less() -> None:
    without = typed(Gating(is_open=True))
    quiet = typed(Gating(aggressiveness=Aggressiveness.QUIET))
    assert not without.refusals
    assert quiet.refusals
    assert 0 < quiet.shown < without.shown
    assert without.retained <= without.accepted_characters
    assert without.accepted > 0


def test_an_accepted_suggestion_spares_its_keys() -> None:
    assert typed(Gating(is_open=True)).keys < PYTHON.key_count


def test_a_lesson_types_nothing_that_the_figures_are_of() -> None:
    text = PYTHON.files["ferry/schedule.py"]
    figures = set(text.end.splitlines()) - set(text.start.splitlines())
    lesson = FIRST_LESSON.files["ferry/schedule.py"]
    assert FIRST_LESSON.key_count > 100
    assert not figures & (set(lesson.end.splitlines()) - set(lesson.start.splitlines()))


def test_the_area_is_the_chance_that_right_scores_higher() -> None:
    assert area([(0.1, False), (0.2, True)]) == 1.0
    assert area([(0.2, False), (0.1, True)]) == 0.0
    assert area([(0.1, False), (0.1, True)]) == 0.5


def test_a_fit_finds_the_feature_that_decides() -> None:
    samples = [
        Sample(judged(given, Aggressiveness.EAGER), is_wanted)
        for is_wanted, agreement in ((True, Agreement.AGREES), (False, Agreement.DIFFERS))
        for given in [replace(SOME, agreement=agreement)] * 50
    ]
    weights = fitted(samples)
    assert weights.agrees > 0.5
    assert weights.differs < -0.5
    assert weights.known == 0.0


def test_recorded_features_can_be_read_back() -> None:
    assert told(features_of(told(SOME))) == told(SOME)


def test_the_bench_does_not_shadow_a_module_of_the_language() -> None:
    names = {path.split(".")[-1] for path in sys.modules if path.startswith("bench._gate.")}
    assert not names & sys.stdlib_module_names
