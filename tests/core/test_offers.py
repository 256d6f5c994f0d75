"""What a provider's list of models means, and which of them are asked."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.costs import Step, Tariff, Tokens, cost_of
from sansfil.core.offers import (
    Caching,
    Gone,
    Offer,
    Purpose,
    Resolution,
    inability,
    offer_of,
    resolved,
    tariff_of,
)
from sansfil.core.offers.wishes import FREE_ROUTER, WISHES
from sansfil.core.phrases import sentence

PAID = Tariff(prompt=100_000, completion=300_000)
PURPOSES = pytest.mark.parametrize("purpose", Purpose, ids=str)
ENTRY: Mapping[str, Any] = {
    "id": "qwen/qwen3-coder",
    "name": "Qwen3 Coder",
    "context_length": 262_144,
    "architecture": {"output_modalities": ["text"]},
    "pricing": {"prompt": "0.00000022", "completion": "0.0000018", "request": "0"},
    "top_provider": {"context_length": 131_072, "max_completion_tokens": 65_536},
    "supported_parameters": ["tools", "temperature", "reasoning"],
    "expiration_date": None,
}


def offer(id_: str, tariff: Tariff = PAID, context: int = 128_000, **more: Any) -> Offer:
    told: dict[str, Any] = {"has_tools": True, **more}
    return Offer(id_, id_, context, tariff=tariff, **told)


def free(id_: str, **more: Any) -> Offer:
    return offer(id_, Tariff(), **more)


def ids(found: Resolution) -> list[str]:
    return [choice.offer.id for choice in found.chosen]


def lost(found: Resolution, id_: str) -> Gone:
    return next(gone for gone in found.gone if gone.id == id_)


# Reading


@pytest.mark.parametrize("price", ["1e99999999", "1e5000", "-1e99999999", "1e300000"])
def test_a_price_that_is_absurd_is_unknown(price: str) -> None:
    assert tariff_of({"prompt": price, "completion": "0"}).is_dynamic


def test_a_name_is_one_line_that_can_be_shown() -> None:
    found = offer_of({**ENTRY, "name": "Qwen\x1b[2J\n\udc003"})
    assert found is not None and found.name == "Qwen[2J3"


def test_an_entry_is_read_with_exact_prices() -> None:
    found = offer_of(ENTRY)
    assert found is not None
    assert found.tariff == Tariff(prompt=220_000, completion=1_800_000)
    assert (found.context_tokens, found.most_output_tokens) == (131_072, 65_536)
    assert found.has_tools and found.has_reasoning and not found.is_free and not found.is_router


@pytest.mark.parametrize(
    "pricing",
    [
        {},
        {"prompt": "-1", "completion": "-1"},
        {"prompt": "-1"},
        {"prompt": "0"},
        {"prompt": "0", "completion": "-0.0000000000000001"},
        {"prompt": "nan", "completion": "0"},
        {"prompt": "0", "completion": "soon"},
        {"prompt": None, "completion": "0"},
        {"prompt": True, "completion": "0"},
        {"prompt": "0", "completion": "0", "request": "-1"},
        {"prompt": "0", "completion": "0", "overrides": [{"prompt": "-1"}]},
    ],
)
def test_a_price_that_nobody_knows_is_never_free(pricing: Mapping[str, Any]) -> None:
    tariff = tariff_of(pricing)
    assert tariff.is_dynamic and not tariff.is_free


def test_a_missing_list_of_prices_is_unknown() -> None:
    found = offer_of({"id": "a/b"})
    assert found is not None and found.tariff.is_dynamic and not found.is_free


def test_what_costs_next_to_nothing_is_not_free() -> None:
    assert not tariff_of({"prompt": "1e-20", "completion": "0"}).is_free


PRICE = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-3, 3),
    st.sampled_from(["0", "-1", "0.000001", "1e-20", "-1e-20", "x", "", "NaN", "Infinity", "-0"]),
)
KEYS = ("prompt", "completion", "request", "internal_reasoning", "input_cache_read")
# `request` of an override is passed over: no provider has one.
DECISIVE = ("prompt", "completion", "internal_reasoning")
PRICES = st.dictionaries(st.sampled_from(KEYS), PRICE)


def _is_nothing(told: object) -> bool:
    return not isinstance(told, bool) and told in (0, "0", "-0")


@given(PRICES, st.lists(PRICES, max_size=2))
def test_only_what_costs_exactly_nothing_is_free(
    pricing: dict[str, Any], overrides: list[dict[str, Any]]
) -> None:
    tariff = tariff_of({**pricing, "overrides": overrides})
    if tariff.is_free:
        assert _is_nothing(pricing.get("prompt")) and _is_nothing(pricing.get("completion"))
        told = [each[key] for each in (pricing, *overrides) for key in DECISIVE if key in each]
        assert all(each is None or _is_nothing(each) for each in told)


def test_long_prompts_have_their_own_prices() -> None:
    overrides = [{"min_prompt_tokens": 200_000, "prompt": "0.000002"}]
    tariff = tariff_of({"prompt": "0.000001", "completion": "0.000003", "overrides": overrides})
    assert tariff.steps == (Step(200_000, prompt=2_000_000),)
    assert cost_of(tariff, Tokens(200_000)) == 200_000 * 2_000_000
    assert cost_of(tariff, Tokens(199_999)) == 199_999 * 1_000_000


def test_of_the_hours_of_a_day_the_dearest_counts() -> None:
    overrides = [
        {"utc_start": 1630, "utc_end": 30, "prompt": "0.0000005", "completion": "0.000009"}
    ]
    tariff = tariff_of({"prompt": "0.000001", "completion": "0.000003", "overrides": overrides})
    assert (tariff.prompt, tariff.completion, tariff.steps) == (1_000_000, 9_000_000, ())


def test_how_prompts_are_kept_follows_from_author_and_prices() -> None:
    def caching(id_: str, **more: str) -> Caching:
        found = offer_of({"id": id_, "pricing": {"prompt": "0.1", "completion": "0.1", **more}})
        assert found is not None
        return found.caching

    both = {"input_cache_read": "0.01", "input_cache_write": "0.12"}
    assert caching("qwen/qwen3-coder-plus", **both) is Caching.EXPLICIT
    assert caching("anthropic/claude", **both) is Caching.EXPLICIT
    assert caching("openai/gpt-5.6", **both) is Caching.AUTOMATIC
    assert caching("deepseek/deepseek-v3.2", input_cache_read="0.01") is Caching.AUTOMATIC
    assert caching("qwen/qwen3-coder") is Caching.UNKNOWN


def test_what_writes_no_text_is_no_offer() -> None:
    assert offer_of({**ENTRY, "architecture": {"output_modalities": ["image"]}}) is None
    assert offer_of({**ENTRY, "id": ""}) is None


TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([*ENTRY, *KEYS]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*ENTRY]), TREES))
def test_no_entry_is_too_strange_to_be_read(entry: dict[str, Any]) -> None:
    found = offer_of({"id": "a/b", **entry})
    if found is not None:
        assert found.context_tokens >= 0 and hash(found.id)


# Choosing


def test_the_product_s_list_is_resolved_free_ones_first_then_paid_by_price() -> None:
    market = [
        offer("deepseek/deepseek-v3.2", Tariff(228_800, 343_200)),
        offer("minimax/minimax-m2.1", Tariff(290_000, 950_000)),
        free("qwen/qwen3-coder:free"),
        offer("qwen/qwen3-coder", Tariff(220_000, 1_800_000)),
        free(FREE_ROUTER, is_router=True),
    ]
    found = resolved((), market, Purpose.AGENT)
    assert ids(found) == [
        "qwen/qwen3-coder:free",
        "openrouter/free",
        "deepseek/deepseek-v3.2",
        "minimax/minimax-m2.1",
        "qwen/qwen3-coder",
    ]


def test_a_name_that_is_gone_is_told_with_its_successor() -> None:
    found = resolved((), [offer("xiaomi/mimo-v2.5"), free(FREE_ROUTER)], Purpose.CHAT)
    assert "xiaomi/mimo-v2.5" in ids(found)
    gone = lost(found, "xiaomi/mimo-v2-flash")
    assert gone.instead == "xiaomi/mimo-v2.5"
    assert sentence(gone.why, "en") == "xiaomi/mimo-v2-flash is not offered any more."


def test_a_free_model_that_costs_now_is_told_and_not_counted_as_free() -> None:
    market = [offer("qwen/qwen3-coder:free"), free(FREE_ROUTER)]
    found = resolved((), market, Purpose.CHAT)
    assert ids(found)[0] == FREE_ROUTER
    assert lost(found, "qwen/qwen3-coder:free").why.key == "cloud.costs_now"


def test_without_the_router_of_free_models_others_of_the_market_step_in() -> None:
    market = [free(f"some/model-{number}:free", context=50_000 + number) for number in range(9)]
    found = resolved((), market, Purpose.CHAT)
    assert ids(found) == [f"some/model-{number}:free" for number in (8, 7, 6)]


def test_the_user_s_models_are_asked_in_the_user_s_order() -> None:
    market = [
        free("a/free:free"),
        offer("b/paid"),
        offer("openrouter/auto", Tariff(is_dynamic=True)),
    ]
    wanted = ["b/paid", "openrouter/auto", "a/free:free", "b/paid"]
    assert ids(resolved(wanted, market, Purpose.CHAT)) == wanted[:3]


def test_a_misspelt_model_is_told_with_the_nearest_name() -> None:
    found = resolved(["qwen/qwen3-codr"], [offer("qwen/qwen3-coder")], Purpose.CHAT)
    assert not found.chosen
    assert found.gone[0].instead == "qwen/qwen3-coder"
    assert "qwen/qwen3-coder" in sentence(found.gone[0].why, "fr")
    unlike = resolved(["zzz"], [offer("qwen/qwen3-coder")], Purpose.CHAT)
    assert unlike.gone[0].why.key == "cloud.unknown_model"


@pytest.mark.parametrize("market", [[offer("a/b:free")], [offer("a/b")]], ids=["kept", "dropped"])
def test_nobody_pays_for_a_model_that_was_named_as_free(market: list[Offer]) -> None:
    found = resolved(["a/b:free"], market, Purpose.CHAT)
    assert not found.chosen
    assert found.gone[0].why.key == "cloud.costs_now"


def test_a_model_without_tools_is_no_agent() -> None:
    market = [offer("a/b", has_tools=False)]
    assert ids(resolved(["a/b"], market, Purpose.CHAT)) == ["a/b"]
    refused = resolved(["a/b"], market, Purpose.AGENT)
    assert not refused.chosen and refused.gone[0].why.key == "cloud.cannot_call_tools"


NAMES = sorted(
    {id_ for wish in WISHES for id_ in wish.all_ids}
    | {"openrouter/free", "openrouter/auto", "a/b", "a/b:free", "qwen/qwen4-coder-next"}
    | {"mistralai/devstral-3:free", "deepseek/deepseek-v4-flash", "minimax/minimax-m3"}
)
TARIFFS = st.builds(
    Tariff,
    prompt=st.integers(0, 2),
    completion=st.integers(0, 2),
    is_dynamic=st.booleans(),
)
OFFERS = st.lists(
    st.builds(
        offer,
        st.sampled_from(NAMES),
        TARIFFS,
        context=st.sampled_from([0, 2_000, 10_000, 128_000]),
        has_tools=st.booleans(),
    ),
    unique_by=lambda each: each.id,
)
WANTED = st.lists(st.sampled_from([*NAMES, "typo/modle"]), max_size=5)
ANY_PURPOSE = st.sampled_from(Purpose)


@given(WANTED, OFFERS, ANY_PURPOSE)
def test_nobody_is_chosen_who_cannot_do_it_or_is_not_there(
    wanted: list[str], market: list[Offer], purpose: Purpose
) -> None:
    found = resolved(wanted, market, purpose)
    assert all(choice.offer in market for choice in found.chosen)
    assert all(inability(choice.offer, purpose) is None for choice in found.chosen)
    assert len(set(ids(found))) == len(found.chosen)
    known = {each.id for each in market}
    assert all(not gone.instead or gone.instead in known for gone in found.gone)


@given(OFFERS, ANY_PURPOSE)
def test_the_product_never_chooses_a_price_that_nobody_knows(
    market: list[Offer], purpose: Purpose
) -> None:
    chosen = resolved((), market, purpose).chosen
    assert not any(choice.offer.tariff.is_dynamic for choice in chosen)
    is_paid = [not choice.offer.is_free for choice in chosen]
    assert is_paid == sorted(is_paid)


@given(WANTED, OFFERS, ANY_PURPOSE, st.randoms(use_true_random=False))
def test_the_order_of_the_provider_s_list_changes_nothing(
    wanted: list[str], market: list[Offer], purpose: Purpose, random: Any
) -> None:
    shuffled = random.sample(market, len(market))
    before, after = resolved(wanted, market, purpose), resolved(wanted, shuffled, purpose)
    assert ids(before) == ids(after)
    assert [gone.id for gone in before.gone] == [gone.id for gone in after.gone]


@given(st.lists(st.sampled_from(NAMES), unique=True), OFFERS, ANY_PURPOSE)
def test_every_name_of_the_user_s_is_chosen_or_told_as_gone(
    wanted: list[str], market: list[Offer], purpose: Purpose
) -> None:
    found = resolved(wanted, market, purpose)
    if wanted:
        assert sorted([*ids(found), *(gone.id for gone in found.gone)]) == sorted(wanted)


@PURPOSES
def test_an_empty_list_of_models_leaves_everything_gone(purpose: Purpose) -> None:
    found = resolved((), (), purpose)
    assert not found.chosen
    assert {gone.id for gone in found.gone} == {id_ for wish in WISHES for id_ in wish.ids}
