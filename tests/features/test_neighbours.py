"""What a prompt gets of code elsewhere: in time, appended, and never at the cost of what stands."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from sansfil.assistant import Assistant
from sansfil.core.neighbourhood import words_around
from sansfil.core.retrieval import Hit
from sansfil.core.text import Position
from tests.fakes import FakeEngine, FakeEngines
from tests.index_fakes import FakeIndexProcess, FakeLink
from tests.notation import DEADLINE_S, assistant_of, buffer_of, living

CAN = 'class WateringCan:\n    def empty_over(self, bed):\n        """Pours all of it."""\n'
HERE = "def evening(can, bed):\n    can.empty\n" + "x = 1\n" * 60
HIT = Hit("tools/can.py", 0, 3, "WateringCan", "python", 1.0, CAN)


async def looked_around(assistant: Assistant) -> None:
    followers = assistant._followers  # pyright: ignore[reportPrivateUsage] - whose work is waited for
    await followers._context.now.settled()  # pyright: ignore[reportPrivateUsage] - the same


async def test_a_definition_of_another_file_stands_in_the_prompt() -> None:
    engine, link = FakeEngine(lambda _prompt: "_over(bed)"), FakeLink([HIT])
    process = FakeIndexProcess(link)
    assistant = assistant_of({"evening.py": HERE}, engines=FakeEngines(engine), index=process)
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await assistant.code_index.status()
        buffer = buffer_of("evening.py")
        assistant.open(buffer, 1, HERE)
        assistant.moved(buffer.uri, Position(1, 13))
        await assistant.engine_settled()
        await looked_around(assistant)
        await assistant.complete(buffer.uri, Position(1, 13))
    assert "tools/can.py" in engine.prompts[0]
    assert "Pours all of it." in engine.prompts[0]
    assert link.asked[0].without == ("evening.py",)
    assert "empty" in link.asked[0].text.split()


async def test_a_file_that_tells_what_is_left_out_stands_in_no_prompt() -> None:
    told = Hit(".npmignore", 0, 1, "", "", 1.0, "empty_over_secret_plans/\n")
    engine, link = FakeEngine(lambda _prompt: "_over(bed)"), FakeLink([HIT, told])
    process = FakeIndexProcess(link)
    assistant = assistant_of({"evening.py": HERE}, engines=FakeEngines(engine), index=process)
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await assistant.code_index.status()
        buffer = buffer_of("evening.py")
        assistant.open(buffer, 1, HERE)
        assistant.moved(buffer.uri, Position(1, 13))
        await assistant.engine_settled()
        await looked_around(assistant)
        await assistant.complete(buffer.uri, Position(1, 13))
    assert "tools/can.py" in engine.prompts[0]
    assert "secret_plans" not in engine.prompts[0]


async def test_an_index_that_is_busy_costs_the_prompt_nothing() -> None:
    engine, link = FakeEngine(lambda _prompt: "_over(bed)"), FakeLink([HIT])
    process = FakeIndexProcess(link)
    assistant = assistant_of({"evening.py": HERE}, engines=FakeEngines(engine), index=process)
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await assistant.code_index.status()
        link.is_free.clear()
        buffer = buffer_of("evening.py")
        assistant.open(buffer, 1, HERE)
        assistant.moved(buffer.uri, Position(1, 13))
        await assistant.engine_settled()
        await looked_around(assistant)
        await assistant.complete(buffer.uri, Position(1, 13))
    assert engine.prompts
    assert not any("Pours all of it." in prompt for prompt in engine.prompts)


def test_the_nearest_words_come_first_and_what_stands_everywhere_does_not() -> None:
    lines = ["alpha = 1\n", "for beta in gamma:\n", "    return delta\n", "epsilon\n"]
    assert words_around(lines, 2).split() == ["delta", "beta", "gamma", "epsilon", "alpha"]


def test_a_word_that_is_data_is_not_asked_for() -> None:
    assert words_around([f'blob = "{"x" * 20_000}"'], 0) == "blob"


@given(st.lists(st.text(max_size=60), max_size=40), st.integers(-5, 60), st.integers(0, 8))
def test_words_are_few_and_each_once(lines: list[str], line: int, most: int) -> None:
    words = words_around(lines, line, most=most).split()
    assert len(words) <= most
    assert len(words) == len(set(words))
