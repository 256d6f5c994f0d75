"""Who answers a keystroke, and what follows: the store, tier 0, the engine."""

import asyncio

import pytest

from sansfil.assistant import Ready, Silence, Suggestion, Tier
from sansfil.core.phrases import phrase
from sansfil.core.text import Position
from sansfil.ports import EngineError, EngineGone
from tests.fakes import FakeGenerations
from tests.features.typist import (
    KNOWN_TO_TIER_0,
    by_engine,
    text_of,
    typing,
    until,
)


async def test_the_engine_answers_where_tier_0_knows_nothing() -> None:
    async with typing("area = ˇ\n", lambda _prompt: "width * height\n") as it:
        answer = await it.ask()
        assert text_of(answer) == "width * height"
        assert by_engine(answer)


async def test_the_answer_says_what_the_engine_read() -> None:
    async with typing("area = ˇ\n", lambda _prompt: "width * height\n") as it:
        await it.ask()
        again = await it.type("w")
        assert again.usage is not None and again.usage.fresh == 2


async def test_typing_through_asks_nothing_more() -> None:
    async with typing("area = ˇ\n", lambda _prompt: "width * height\n") as it:
        await it.ask()
        asked = len(it.engine.prompts)
        assert text_of(await it.type("wi")) == "dth * height"
        assert text_of(await it.type("dth")) == " * height"
        assert len(it.engine.prompts) == asked


async def test_backspace_asks_nothing_more() -> None:
    async with typing("area = ˇ\n", lambda _prompt: "width * height\n") as it:
        await it.ask()
        await it.type("wid")
        asked = len(it.engine.prompts)
        it.backspace()
        assert text_of(await it.ask()) == "dth * height"
        assert len(it.engine.prompts) == asked


async def test_the_closer_that_the_editor_typed_changes_nothing() -> None:
    async with typing("printˇ\n", lambda _prompt: "(name)\n") as it:
        await it.ask()
        asked = len(it.engine.prompts)
        assert text_of(await it.type("(", closed_by_editor=")")) == "name"
        assert len(it.engine.prompts) == asked


async def test_a_request_that_was_cancelled_leaves_its_stream_to_the_next_one() -> None:
    async with typing("area = ˇ\n") as it:
        first = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        it.put("w")
        second = asyncio.create_task(it.ask())
        await asyncio.sleep(0)
        it.engine.write("width\n")
        assert text_of(await second) == "idth"
        assert len(it.engine.prompts) == 1


async def test_what_diverges_is_asked_anew_and_the_old_stream_closed() -> None:
    async with typing("area = ˇ\n") as it:
        first = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        it.engine.write("width")
        await asyncio.sleep(0)
        it.put("x")
        second = asyncio.create_task(it.ask())
        await it.engine.until(lambda: len(it.engine.prompts) == 2 and it.engine.open_streams == 1)
        it.engine.write("_axis\n")
        assert text_of(await second) == "_axis"
        await asyncio.gather(first)


async def test_the_engine_is_not_asked_about_the_past_after_a_slow_disk() -> None:
    slow = FakeGenerations(is_slow=True)
    async with typing("area = ˇ\n", generations=slow) as it:
        asking = asyncio.create_task(it.ask())
        await slow.asked.wait()
        it.put("w")
        late = await asking
        assert isinstance(late.outcome, Silence) and late.outcome.code == "moved_on"
        assert not it.engine.prompts


async def test_no_prompt_is_sent_twice() -> None:
    async with typing("area = ˇ\n", lambda _prompt: "width\n") as it:
        for key in "wxy":
            await it.type(key)
            it.backspace()
            await it.ask()
        assert len(it.engine.prompts) == len(set(it.engine.prompts))


async def test_an_engine_with_nothing_to_say_is_not_asked_again() -> None:
    async with typing("area = ˇ\n", lambda _prompt: "") as it:
        await it.ask()
        silent = await it.ask()
        assert isinstance(silent.outcome, Silence)
        assert len(it.engine.prompts) == 1


async def test_only_the_tail_of_the_prompt_changes_while_typing() -> None:
    async with typing("a = 1\nb = 2\nˇ\nc = 3\n", lambda _prompt: "") as it:
        for key in "area = width * height":
            await it.type(key)
        first, last = it.engine.prompts[0], it.engine.prompts[-1]
        assert last.startswith(first)


# Tier 0 beside the engine


async def test_tier_0_paints_first_and_the_better_one_is_announced() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        first = await it.ask()
        assert isinstance(first.outcome, Suggestion) and first.outcome.tier is Tier.WORKSPACE
        it.engine.write(f"{first.outcome.text} + tax\n")
        it.engine.end()
        await until(lambda: bool(it.announced))
        assert it.announced == [Ready(it.uri, it.version, it.position)]
        better = await it.ask()
        assert by_engine(better) and text_of(better).startswith(first.outcome.text)


SOLD_TWICE = """
-- book.py --
def sell(goods):
    with ledger(goods) as book:
        book.write(goods)
        book.sold(goods)


def lend(goods):
    with ledger(goods) as book:
        book.write(goods)
        book.lent(goods)
-- main.py --
def give(goods):
    with leˇ
"""


async def test_lines_that_tier_0_shows_already_do_not_hide_what_the_engine_adds_behind_them() -> (
    None
):
    async with typing(SOLD_TWICE) as it:
        shown = text_of(await it.ask())
        assert shown == "dger(goods) as book:\n        book.write(goods)"
        it.engine.write(f"{shown}\n        book.gi")
        await it.engine.until_read()
        assert not it.announced
        it.engine.write("ven(goods)\n")
        it.engine.end()
        await until(lambda: bool(it.announced))
        assert text_of(await it.ask()) == f"{shown}\n        book.given(goods)"


async def test_what_the_user_types_into_is_never_replaced() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        first = await it.ask()
        shown = text_of(first)
        it.put(shown[0])
        second = await it.ask()
        assert text_of(second) == shown[1:]
        it.engine.write("urn something_else\n")
        it.engine.end()
        third = await it.type(shown[1])
        assert text_of(third).startswith(shown[2:])


async def test_whoever_types_along_tier_0_hears_of_what_the_engine_adds() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        shown = text_of(await it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        await it.type(shown[0])
        it.engine.write(f"{shown} + tax\n")
        it.engine.end()
        await until(lambda: bool(it.announced))
        assert len(it.engine.prompts) == 1
        assert text_of(await it.ask()) == f"{shown[1:]} + tax"


async def test_what_would_replace_typed_text_s_rest_is_not_announced() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        shown = text_of(await it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        await it.type(shown[0])
        it.engine.write(f"{shown[:2]}_something_else(entirely)\n")
        it.engine.end()
        await it.engine.until(lambda: it.engine.open_streams == 0)
        assert text_of(await it.type(shown[1])) == shown[2:]
        assert not it.announced


BLOCK = "def area(width, height):\n    ˇ\n"


async def test_the_first_lines_are_shown_at_once_and_the_rest_of_the_block_is_announced() -> None:
    async with typing(BLOCK) as it:
        asking = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        it.engine.write("if not width:\n        return 0\n")
        assert text_of(await asking) == "if not width:\n        return 0"
        it.engine.write("    return width * height\n")
        it.engine.end()
        await until(lambda: bool(it.announced))
        assert text_of(await it.ask()).endswith("return 0\n    return width * height")
        assert len(it.announced) == 1


async def test_whoever_types_along_the_first_lines_hears_of_the_rest_of_the_block() -> None:
    async with typing(BLOCK) as it:
        asking = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        it.engine.write("if not width:\n        warn()\n")
        await asking
        assert text_of(await it.type("if")) == " not width:\n        warn()"
        it.engine.write("        return 0\n")
        it.engine.end()
        await until(lambda: bool(it.announced))
        assert text_of(await it.ask()) == " not width:\n        warn()\n        return 0"
        assert len(it.engine.prompts) == 1


async def test_a_client_that_cannot_be_told_later_gets_the_engine_in_time() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        it.may_follow_up = False
        asking = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        it.engine.write("urn engine()\n")
        assert text_of(await asking) == "urn engine()"


async def test_a_client_that_cannot_be_told_later_gets_tier_0_after_the_deadline() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        it.may_follow_up = False
        late = await it.ask(deadline_ms=20)
        assert isinstance(late.outcome, Suggestion) and late.outcome.tier is Tier.WORKSPACE


# When the engine fails


async def test_a_hung_engine_is_silence_with_a_reason_after_the_deadline() -> None:
    async with typing("area = ˇ\n") as it:
        answer = await it.ask(deadline_ms=20)
        assert isinstance(answer.outcome, Silence) and answer.outcome.code == "engine_slow"


async def test_what_comes_after_the_deadline_is_announced() -> None:
    async with typing("area = ˇ\n") as it:
        await it.ask(deadline_ms=20)
        it.engine.write("width\n")
        it.engine.end()
        await until(lambda: bool(it.announced))
        assert text_of(await it.ask()) == "width"
        assert len(it.engine.prompts) == 1


async def test_an_engine_that_dies_in_mid_stream_leaves_tier_0_and_says_why() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        it.may_follow_up = False
        asking = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        it.engine.write("urn", EngineGone(phrase("engine.no_end")))
        answer = await asking
        assert isinstance(answer.outcome, Suggestion) and answer.outcome.tier is Tier.WORKSPACE
        engine = it.assistant.status().engine
        assert engine is not None and engine.message == phrase("engine.no_end")


async def test_a_failed_request_without_tier_0_is_silence_that_says_why() -> None:
    async with typing("area = ˇ\n") as it:
        asking = asyncio.create_task(it.ask())
        await it.engine.until(lambda: it.engine.open_streams == 1)
        it.engine.write(EngineError(phrase("engine.no_end")))
        answer = await asking
        assert isinstance(answer.outcome, Silence) and answer.outcome.code == "engine_failed"


# While nobody types


async def test_an_accepted_suggestion_is_followed_without_waiting() -> None:
    async with typing("ˇ\n", lambda _prompt: "x = 1\ny = 2\n") as it:
        first = text_of(await it.ask())
        asked = len(it.engine.prompts)
        second = await it.type(first + "\n")
        assert by_engine(second), "the rest of the long answer is the next suggestion"
        assert len(it.engine.prompts) == asked


async def test_a_jump_is_read_ahead_of_the_first_key() -> None:
    text = "\n".join(f"line_{number} = {number}" for number in range(300))
    there = Position(250, len("line_250 = 250"))
    async with typing(f"ˇ\n{text}\n", lambda _prompt: "") as it:
        await it.type("x")
        it.assistant.moved(it.uri, there)
        await it.engine.until(lambda: bool(it.engine.warmed))
        it.position = there
        await it.type("y")
        assert it.engine.prompts[-1].startswith(it.engine.warmed[-1])


@pytest.mark.parametrize("off", [{"enabled": False}, {"languages": {"python": False}}])
async def test_nothing_is_read_ahead_where_suggestions_are_off(off: object) -> None:
    async with typing("ˇx = 1\n", lambda _prompt: "", {"completion": off}) as it:
        await it.type("y")
        it.assistant.moved(it.uri, Position(1, 0))
        assert not it.engine.prompts and not it.engine.warmed
        assert not it.assistant.is_resting, "nor will it be"


async def test_without_suggestions_no_engine_is_opened() -> None:
    async with typing("x = ˇ\n", given={"completion": {"enabled": False}}) as it:
        assert it.assistant.status().engine is None
        it.assistant.configure({"completion": {"enabled": True}})
        await it.assistant.engine_settled()
        assert it.assistant.status().engine is not None


async def test_after_an_edit_without_a_question_nothing_is_read_ahead() -> None:
    text = "\n".join(f"line_{number} = {number}" for number in range(300))
    async with typing(f"ˇ{text}\n", lambda _prompt: "") as it:
        await it.type("x")
        it.assistant.moved(it.uri, Position(250, 0))
        it.put("elsewhere")
        it.assistant.moved(it.uri, Position(10, 0))
        await it.engine.until(lambda: bool(it.engine.warmed))
        assert "line_10 " in it.engine.warmed[0].split("<|fim_suffix|>")[1][:40]
        assert len(it.engine.warmed) == 1
