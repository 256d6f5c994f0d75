"""What a request took and cost, in figures."""

import base64
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.activity_report import (
    Figures,
    body_as_data,
    decimal_dollars,
    figures_as_data,
    figures_said,
)
from sansfil.core.phrases import Phrase, sentence

SOME = Figures(1_792, 1_780, 5, 31.256, 83.5, 200_000_000, 2, "closed")


def said(figures: Figures) -> str:
    each = figures_said(figures)
    return " · ".join(sentence(one, "en") if isinstance(one, Phrase) else one for one in each)


def test_what_is_known_is_said() -> None:
    assert said(SOME) == (
        "12 new / 1,780 reused · 5 written · 31 ms to the first token, 84 ms in all · $0.00020 · "
        "2 secrets masked · closed by Sansfil"
    )


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (Figures(), ""),
        (Figures(prompt_tokens=40), "40 in the prompt"),
        (Figures(total_ms=0.4), "0 ms"),
        (Figures(cost=0), "$0.00"),
        (Figures(prompt_tokens=2, reused_tokens=3), "0 new / 3 reused"),
        (Figures(fault="minute_limit"), "failed: minute_limit"),
    ],
)
def test_what_nobody_told_is_left_out(figures: Figures, expected: str) -> None:
    assert said(figures) == expected


def test_the_same_as_data() -> None:
    assert figures_as_data(SOME) == {
        "promptTokens": 1_792,
        "reusedTokens": 1_780,
        "completionTokens": 5,
        "firstMs": 31.26,
        "totalMs": 83.5,
        "costUsd": "0.0002",
        "masked": 2,
        "fault": "closed",
    }
    assert set(figures_as_data(Figures()).values()) == {None, 0, ""}


@given(st.integers(-(10**20), 10**20))
def test_no_picodollar_is_lost(amount: int) -> None:
    written = decimal_dollars(amount)
    assert Decimal(written) * 10**12 == amount
    assert "E" not in written and written != "-0"


@given(st.binary())
def test_a_body_comes_back_byte_by_byte(body: bytes) -> None:
    told = json.loads(json.dumps(body_as_data(body)))
    if told["bodyEncoding"] == "utf-8":
        assert told["body"].encode() == body
    else:
        assert base64.b64decode(told["body"]) == body
