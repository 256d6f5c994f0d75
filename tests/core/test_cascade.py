"""Who is asked when: health, latency, rhythm, and the route that comes of them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.cascade import (
    Candidate,
    Condition,
    Health,
    HealthKnobs,
    Latency,
    LatencyKnobs,
    Price,
    Rhythm,
    RhythmKnobs,
    Route,
    route,
)

DEADLINE_MS = 300.0
NOW_MS = 1e6
clocks = st.floats(-1e12, 1e12)
waits = st.floats(0, 20_000)


def usual(milliseconds: float, tokens: int = 4) -> Latency:
    """An engine that always answered after so long."""
    latency = Latency()
    for _ in range(30):
        latency = latency.after(tokens, milliseconds)
    return latency


def engine(name: str, milliseconds: float | None = None) -> Candidate:
    return Candidate(name, latency=Latency() if milliseconds is None else usual(milliseconds))


def failed(times: int) -> Health:
    health = Health()
    for _ in range(times):
        health = health.after_error(NOW_MS)
    return health


def order(found: Route) -> list[int]:
    return [each.candidate for each in found.attempts]


# Health


def test_one_failure_is_chance() -> None:
    assert failed(1).condition(NOW_MS) is Condition.WORKING


def test_failures_in_a_row_make_an_engine_rest_ever_longer() -> None:
    rests = [failed(times).rest_ms(NOW_MS) for times in range(2, 12)]
    assert rests[:3] == [500, 1_000, 2_000]
    assert rests[-1] == HealthKnobs().most_ms


def test_after_its_rest_one_question_tries_an_engine_again() -> None:
    assert failed(2).condition(NOW_MS + 499) is Condition.RESTING
    assert failed(2).condition(NOW_MS + 501) is Condition.TRIAL


def test_an_answer_makes_an_engine_well() -> None:
    assert failed(9).after_success().condition(NOW_MS) is Condition.WORKING


def test_a_failure_on_trial_doubles_the_rest() -> None:
    assert failed(2).after_error(NOW_MS + 600).rest_ms(NOW_MS + 600) == 1_000


@given(st.integers(0, 100), clocks)
def test_a_clock_that_jumps_never_makes_an_engine_rest_longer_than_the_most(
    times: int, now_ms: float
) -> None:
    assert 0 <= failed(times).rest_ms(now_ms) <= HealthKnobs().most_ms


def test_an_engine_that_says_nothing_twice_is_on_trial_and_never_rests() -> None:
    silent = Health().after_overdue()
    assert silent.condition(NOW_MS) is Condition.WORKING
    assert silent.after_overdue().condition(NOW_MS) is Condition.TRIAL


# Latency


def test_what_was_measured_is_expected() -> None:
    waiting = usual(80).expected(4)
    assert waiting is not None
    assert waiting.mean_ms == pytest.approx(80)
    assert waiting.late_ms == pytest.approx(80, abs=1)


def test_a_long_prompt_says_nothing_of_a_short_one_that_was_measured() -> None:
    latency = usual(40, tokens=4).after(2_000, 3_000)
    short, long = latency.expected(4), latency.expected(2_000)
    assert short is not None and short.mean_ms == pytest.approx(40)
    assert long is not None and long.mean_ms == 3_000


def test_an_unmeasured_size_is_expected_to_be_like_the_nearest_one() -> None:
    latency = usual(40, tokens=4).after(2_000, 3_000)
    near = latency.expected(60)
    assert near is not None and near.mean_ms == pytest.approx(40)


def test_a_laptop_that_slept_has_measured_nothing() -> None:
    latency = usual(40)
    assert latency.after(4, 8 * 3_600_000) == latency
    assert latency.after(4, -5) == latency


def test_of_an_engine_that_never_answered_it_is_known_how_long_it_was_waited_for() -> None:
    waiting = Latency().after_vain(4, 150).expected(4)
    assert waiting is not None and waiting.late_ms == 150
    assert usual(40).after_vain(4, 150) == usual(40)


@given(st.lists(waits, min_size=1))
def test_an_estimate_lies_between_what_was_measured(samples: list[float]) -> None:
    latency = Latency()
    for sample in samples:
        latency = latency.after(4, sample)
    learned = [each for each in samples if each <= LatencyKnobs().most_ms]
    waiting = latency.expected(4)
    if waiting is None:
        assert not learned
        return
    assert min(learned) - 1e-6 <= waiting.mean_ms <= max(learned) + 1e-6
    assert waiting.late_ms >= waiting.mean_ms


# Rhythm


def typing(gap_ms: float, keys: int = 40) -> Rhythm:
    rhythm = Rhythm()
    for number in range(keys):
        rhythm = rhythm.after_key(NOW_MS + number * gap_ms)
    return rhythm


def test_an_engine_that_answers_before_the_next_key_is_asked_at_once() -> None:
    assert typing(125).hold_ms(60) == 0


def test_a_slow_engine_is_asked_once_the_next_key_fails_to_come() -> None:
    assert typing(80).hold_ms(400) == pytest.approx(100)


def test_nobody_is_held_back_for_long() -> None:
    assert typing(500).hold_ms(2_000) == RhythmKnobs().most_ms


def test_an_engine_that_was_never_measured_is_asked_at_once() -> None:
    assert typing(80).hold_ms(None) == 0


def test_a_pause_for_thinking_is_no_rhythm() -> None:
    rhythm = typing(100)
    assert rhythm.after_key(NOW_MS + 60_000).gap_ms == rhythm.gap_ms


@given(st.lists(clocks), waits)
def test_any_clock_gives_a_bounded_hold(times: list[float], expected_ms: float) -> None:
    rhythm = Rhythm()
    for time_ms in times:
        rhythm = rhythm.after_key(time_ms)
    assert 0 <= rhythm.hold_ms(expected_ms) <= RhythmKnobs().most_ms


# Routes


def test_the_first_choice_is_asked_at_once() -> None:
    found = route([engine("a", 50)], DEADLINE_MS, NOW_MS)
    assert [(each.candidate, each.start_ms) for each in found.attempts] == [(0, 0)]


def test_the_backup_is_asked_when_the_first_is_later_than_usual() -> None:
    found = route([engine("a", 50), engine("b", 60)], DEADLINE_MS, NOW_MS)
    assert order(found) == [0, 1]
    assert found.attempts[1].start_ms == pytest.approx(50, abs=5)


def test_a_hedge_starts_early_enough_to_be_in_time() -> None:
    found = route([engine("a", 200), engine("b", 180)], DEADLINE_MS, NOW_MS)
    assert found.attempts[1].start_ms == pytest.approx(60, abs=5)


def test_an_engine_that_is_usually_too_late_comes_behind_one_that_is_not() -> None:
    found = route([engine("slow", 900), engine("b", 60)], DEADLINE_MS, NOW_MS)
    assert order(found)[0] == 1


def test_an_engine_that_rests_is_passed_over_with_a_reason() -> None:
    ill = replace(engine("a", 50), health=failed(3))
    found = route([ill, engine("b", 60)], DEADLINE_MS, NOW_MS)
    assert order(found) == [1]
    assert [each.why.key for each in found.passed_over] == ["route.rests"]


def test_an_engine_on_trial_runs_beside_one_that_is_well() -> None:
    trying = replace(engine("a", 50), health=failed(2))
    found = route([trying, engine("b", 60)], DEADLINE_MS, NOW_MS + 2_000)
    assert [(each.candidate, each.start_ms, each.is_trial) for each in found.attempts] == [
        (1, 0, False),
        (0, 0, True),
    ]


def test_what_is_dear_gives_an_engine_on_trial_the_time_that_is_left() -> None:
    trying = replace(engine("a", 50), health=failed(2))
    remote = replace(engine("cloud", 100), leaves_machine=True)
    found = route([trying, remote], DEADLINE_MS, NOW_MS + 2_000)
    assert [each.candidate for each in found.attempts] == [0, 1]
    assert found.attempts[1].start_ms == pytest.approx(200, abs=5)


def test_what_answers_in_no_time_is_asked_before_the_deadline_all_the_same() -> None:
    trying = replace(engine("a", 50), health=failed(2))
    remote = Candidate("cloud", latency=Latency().after_vain(4, 0), leaves_machine=True)
    found = route([trying, remote], DEADLINE_MS, NOW_MS + 2_000)
    assert max(each.start_ms for each in found.attempts) < DEADLINE_MS


def test_where_everything_near_is_too_slow_what_is_further_away_is_asked_in_time() -> None:
    remote = replace(engine("cloud", 100), leaves_machine=True)
    found = route([engine("slow", 900), remote], DEADLINE_MS, NOW_MS)
    assert found.attempts[1].start_ms == pytest.approx(200, abs=5)


def test_the_only_engine_is_tried_again_after_its_rest() -> None:
    trying = replace(engine("a", 50), health=failed(2))
    found = route([trying], DEADLINE_MS, NOW_MS + 2_000)
    assert [each.start_ms for each in found.attempts] == [0]


def test_a_question_in_vain_that_costs_nothing_is_not_held_back() -> None:
    found = route([engine("a", 200)], DEADLINE_MS, NOW_MS, typing(100))
    assert found.attempts[0].start_ms == 0


@pytest.mark.parametrize(
    "dear", [{"keeps_prompts": False}, {"leaves_machine": True}, {"price": Price.QUOTA}]
)
def test_a_question_in_vain_that_is_dear_waits_for_the_next_key(dear: dict[str, Any]) -> None:
    found = route([replace(engine("a", 150), **dear)], DEADLINE_MS, NOW_MS, typing(80))
    assert found.attempts[0].start_ms == pytest.approx(100)


def test_nobody_is_held_back_until_it_is_too_late() -> None:
    found = route([replace(engine("a", 280), keeps_prompts=False)], DEADLINE_MS, NOW_MS, typing(80))
    assert found.attempts[0].start_ms < 25


def test_what_leaves_the_machine_is_asked_only_when_the_nearer_one_is_late() -> None:
    remote = replace(engine("cloud", 250), leaves_machine=True, price=Price.QUOTA)
    found = route([remote, engine("a", 50)], DEADLINE_MS, NOW_MS)
    assert order(found) == [1, 0]
    assert found.attempts[1].start_ms >= 50


def test_without_consent_nothing_leaves_the_machine() -> None:
    remote = replace(engine("cloud", 50), leaves_machine=True, may_be_asked=False)
    found = route([remote], DEADLINE_MS, NOW_MS)
    assert not found.attempts
    assert [each.why.key for each in found.passed_over] == ["route.no_consent"]


def test_a_model_that_cannot_fill_is_passed_over() -> None:
    found = route([replace(engine("chat"), can_fill=False)], DEADLINE_MS, NOW_MS)
    assert [each.why.key for each in found.passed_over] == ["route.cannot_fill"]


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    latency = Latency()
    for sample in draw(st.lists(waits, max_size=5)):
        latency = latency.after(draw(st.integers(0, 5_000)), sample)
    return Candidate(
        "engine",
        failed(draw(st.integers(0, 6))),
        latency,
        draw(st.integers(0, 10_000)),
        can_fill=draw(st.booleans()),
        keeps_prompts=draw(st.booleans()),
        leaves_machine=draw(st.booleans()),
        may_be_asked=draw(st.booleans()),
        price=draw(st.sampled_from(Price)),
    )


@given(st.lists(candidates(), max_size=5), st.floats(20, 10_000), clocks, st.floats(10, 900))
def test_a_route_is_sound(
    them: list[Candidate], deadline_ms: float, now_ms: float, gap_ms: float
) -> None:
    found = route(them, deadline_ms, now_ms, Rhythm(gap_ms))
    asked = [them[number] for number in order(found)]
    everybody = [*order(found), *(each.candidate for each in found.passed_over)]
    assert sorted(everybody) == list(range(len(them)))
    assert all(each.may_be_asked and each.can_fill for each in asked)
    late = [each for each in found.attempts if each.start_ms >= deadline_ms]
    assert not late
    starts = [each.start_ms for each in found.attempts]
    assert starts == sorted(starts)
    # Nobody further away or dearer is asked before somebody nearer or cheaper.
    asked = [them[each.candidate] for each in found.attempts if not each.is_trial]
    ranks = [(each.leaves_machine, each.price) for each in asked]
    assert ranks == sorted(ranks)


def test_what_was_never_measured_is_never_overdue() -> None:
    assert not Latency().is_overdue(4, 5_000)
    assert not usual(40, tokens=4).is_overdue(2_000, 5_000)


def test_what_is_later_than_ever_is_overdue() -> None:
    assert not usual(40).is_overdue(4, 50)
    assert usual(40).is_overdue(4, 90)


# Whoever takes quota waits for a pause


CLOUD = Candidate("cloud", leaves_machine=True, price=Price.QUOTA, pause_ms=400.0)


def test_what_takes_quota_waits_for_a_pause_even_where_it_is_alone() -> None:
    (attempt,) = route([CLOUD], 2_000, NOW_MS, Rhythm(120)).attempts
    assert attempt.start_ms >= 400


def test_who_asks_in_person_waits_for_no_pause() -> None:
    (attempt,) = route([replace(CLOUD, pause_ms=0.0)], 2_000, NOW_MS, None).attempts
    assert attempt.start_ms < 400


def test_the_pause_holds_beside_an_engine_of_this_machine_too() -> None:
    found = route([engine("local"), CLOUD], 2_000, NOW_MS, Rhythm(120))
    starts = {each.candidate: each.start_ms for each in found.attempts}
    assert starts[0] == 0 and starts.get(1, 400) >= 400


@given(st.floats(0, 2_000), st.floats(20, 5_000), st.floats(10, 900), st.booleans())
def test_no_rhythm_and_no_deadline_makes_a_pause_shorter(
    pause_ms: float, deadline_ms: float, gap_ms: float, is_measured: bool
) -> None:
    latency = usual(200) if is_measured else Latency()
    them = [replace(CLOUD, pause_ms=pause_ms, latency=latency)]
    found = route(them, deadline_ms, NOW_MS, Rhythm(gap_ms))
    assert all(each.start_ms >= pause_ms for each in found.attempts)


@given(st.lists(candidates(), max_size=5), st.floats(0, 2_000), st.floats(20, 5_000))
def test_nobody_but_the_first_starts_behind_the_deadline_for_a_pause(
    them: list[Candidate], pause_ms: float, deadline_ms: float
) -> None:
    paused = [replace(each, pause_ms=pause_ms) for each in them]
    found = route(paused, deadline_ms, NOW_MS, Rhythm(120))
    late = [each for each in found.attempts if each.start_ms >= deadline_ms]
    assert len(late) <= 1
    assert not late or late[0].start_ms <= max(pause_ms, deadline_ms)
