"""The odds of a suggestion, and what is shown at which odds."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.gate import (
    KNOBS,
    WEIGHTS,
    Aggressiveness,
    Agreement,
    Features,
    GateWeights,
    agreement,
    judged,
    probability_of,
    signals,
    told,
)
from sansfil.core.phrases import sentence
from sansfil.core.suggest import Tier

SOME = Features(
    tier=Tier.LOCAL,
    confidence=0.5,
    mean_logprob=-0.7,
    agreement=Agreement.SILENT,
    error_delta=0,
    characters=20,
    lines=1,
    is_mid_line=False,
    is_over_list=False,
    known_share=1.0,
    accept_score=0.3,
    since_rejection_ms=None,
    typed_characters=0,
)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
FEATURES = st.builds(
    Features,
    tier=st.sampled_from(Tier),
    confidence=NUMBERS,
    mean_logprob=st.none() | NUMBERS,
    agreement=st.sampled_from(Agreement),
    error_delta=st.none() | st.integers(-5, 5),
    characters=st.integers(0, 5_000),
    lines=st.integers(1, 40),
    is_mid_line=st.booleans(),
    is_over_list=st.booleans(),
    known_share=st.none() | st.floats(0, 1),
    accept_score=st.floats(0, 1),
    since_rejection_ms=st.none() | st.floats(-1e12, 1e12),
    typed_characters=st.integers(0, 100),
)


@given(FEATURES)
def test_the_odds_are_a_probability_whatever_an_engine_claims(features: Features) -> None:
    assert 0 < probability_of(features) < 1


@given(FEATURES)
def test_what_a_quieter_setting_shows_a_bolder_one_shows_too(features: Features) -> None:
    shown = [judged(features, each).refusal is None for each in Aggressiveness]
    assert shown == sorted(shown)


@given(FEATURES, st.sampled_from(Aggressiveness))
def test_it_is_shown_if_its_odds_reach_the_threshold(
    features: Features, aggressiveness: Aggressiveness
) -> None:
    judgement = judged(features, aggressiveness)
    assert (judgement.refusal is None) == (judgement.probability >= judgement.threshold)
    assert 0 < judgement.threshold < 1


@given(FEATURES, st.sampled_from(Aggressiveness))
def test_over_the_editors_list_it_must_be_surer(
    features: Features, aggressiveness: Aggressiveness
) -> None:
    plain = judged(replace(features, is_over_list=False), aggressiveness)
    over = judged(replace(features, is_over_list=True), aggressiveness)
    assert over.threshold > plain.threshold


@given(FEATURES, st.floats(-3, -0.01), st.floats(-3, -0.01))
def test_a_model_that_is_surer_is_likelier_right(features: Features, a: float, b: float) -> None:
    low, high = sorted((a, b))
    less = probability_of(replace(features, mean_logprob=low))
    assert less <= probability_of(replace(features, mean_logprob=high))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (replace(SOME, agreement=Agreement.AGREES), SOME),
        (SOME, replace(SOME, agreement=Agreement.DIFFERS)),
        (SOME, replace(SOME, error_delta=1)),
        (replace(SOME, accept_score=0.8), SOME),
        (SOME, replace(SOME, since_rejection_ms=100.0)),
        (
            replace(SOME, since_rejection_ms=100.0),
            replace(SOME, since_rejection_ms=100.0, typed_characters=1),
        ),
        (
            replace(SOME, tier=Tier.WORKSPACE, confidence=0.9),
            replace(SOME, tier=Tier.WORKSPACE, confidence=0.5),
        ),
    ],
)
def test_what_speaks_for_a_suggestion_raises_its_odds(better: Features, worse: Features) -> None:
    assert probability_of(better) > probability_of(worse)


def test_what_nobody_can_tell_counts_as_usual() -> None:
    unknown = replace(SOME, mean_logprob=None, error_delta=None, known_share=None)
    usual = replace(SOME, mean_logprob=KNOBS.usual_logprob)
    assert probability_of(unknown) == pytest.approx(probability_of(usual))


def test_a_longer_one_may_be_less_sure() -> None:
    thresholds = [
        KNOBS.threshold(Aggressiveness.BALANCED, each, is_over_list=False) for each in (4, 20, 80)
    ]
    assert thresholds == sorted(thresholds, reverse=True)
    assert thresholds[1] == pytest.approx(KNOBS.balanced)


def test_every_weight_weighs_a_signal() -> None:
    names = {spec.name for spec in fields(GateWeights)} - {"bias"}
    assert names == set(signals(SOME))
    assert GateWeights(**dict.fromkeys(("bias", *names), 0.0)) != WEIGHTS


def test_the_features_are_told_as_numbers_and_names() -> None:
    assert told(SOME) == {
        "tier": "local", "confidence": 0.5, "mean_logprob": -0.7, "agreement": "silent",
        "error_delta": 0.0, "characters": 20.0, "lines": 1.0, "is_mid_line": 0.0,
        "is_over_list": 0.0, "known_share": 1.0, "accept_score": 0.3, "since_rejection_ms": None,
        "typed_characters": 0.0,
    }  # fmt: skip


def test_the_refusal_says_how_unlikely_it_is() -> None:
    features = replace(SOME, mean_logprob=-3.0, error_delta=2, agreement=Agreement.DIFFERS)
    judgement = judged(features, Aggressiveness.QUIET)
    assert judgement.refusal is not None
    assert judgement.refusal.key == "silence.unlikely"
    assert "45 %" in sentence(judgement.refusal, "en")


@pytest.mark.parametrize(
    ("text", "tier_0", "expected"),
    [
        ("log(x)", "log(x).done", Agreement.AGREES),
        ("log(x).done", "log(x)", Agreement.AGREES),
        ("log(x)", "log(y)", Agreement.DIFFERS),
        ("log(x)", None, Agreement.SILENT),
        ("log(x)", "", Agreement.SILENT),
    ],
)
def test_two_texts_agree_if_one_begins_with_the_other(
    text: str, tier_0: str | None, expected: Agreement
) -> None:
    assert agreement(text, tier_0) is expected
