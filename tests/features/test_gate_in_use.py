"""The gate between the tiers and the screen: what was sent away, taken back or judged unlikely."""

from sansfil.assistant import Answer, Silence
from tests.features.typist import Typist, text_of, typing

NOWHERE = "area = ˇ\n"
LONG = "width_of_the_garden * height_of_the_garden\n"


def code(answer: Answer) -> str:
    assert isinstance(answer.outcome, Silence), answer.outcome
    return answer.outcome.code


def dismiss(it: Typist) -> None:
    it.assistant.dismissed(it.uri, it.version, it.position)


async def test_what_was_sent_away_is_not_offered_again() -> None:
    async with typing(NOWHERE, lambda _prompt: LONG) as it:
        text_of(await it.ask())
        dismiss(it)
        again = await it.type("w")
        assert code(again) in ("cooling_down", "rejected")


async def test_whoever_asks_gets_even_what_was_sent_away() -> None:
    async with typing(NOWHERE, lambda _prompt: LONG) as it:
        text_of(await it.ask())
        dismiss(it)
        it.is_asked = True
        assert text_of(await it.ask()) == LONG.strip()


async def test_what_was_just_deleted_is_not_offered_back() -> None:
    before = "area = width_of_the_garden * height_of_the_gardenˇ\n"
    async with typing(before, lambda _prompt: LONG) as it:
        it.backspace(len(LONG.strip()))
        assert code(await it.ask()) == "undoes_edit"


async def test_a_quiet_user_is_shown_less() -> None:
    quiet = {"completion": {"aggressiveness": "quiet"}}
    async with typing(NOWHERE, lambda _prompt: "w\n", quiet) as it:
        assert code(await it.ask()) == "unlikely"
    async with typing(NOWHERE, lambda _prompt: LONG) as it:
        assert text_of(await it.ask()) == LONG.strip()
