"""What is shown at a cursor, and why nothing is."""

import asyncio
import tomllib
from pathlib import Path

import pytest

from sansfil.assistant import Completing, Selected, Silence, Suggestion
from sansfil.core.text import Position
from tests.notation import (
    ASKED,
    BY_TYPING,
    answer_to,
    assistant_of,
    buffer_of,
    check,
    check_silence,
    living,
    scene,
)

GOLDEN = sorted(Path(__file__).parents[1].joinpath("golden/suggest").glob("*.toml"))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda path: path.stem)
def test_golden(case: Path) -> None:
    told = tomllib.loads(case.read_text("utf-8"))
    completing = ASKED if told.get("asked") else BY_TYPING
    if "silence" in told:
        check_silence(told["before"], told["silence"], completing)
    else:
        check(told["before"], told["after"], completing)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"completion": {"enabled": False}}, "off"),
        ({"completion": {"languages": {"python": False}}}, "language_off"),
        ({"completion": {"languages": {"*": False}}}, "language_off"),
        ({"workspaceModel": {"enabled": False}}, "model_off"),
    ],
)
def test_what_is_switched_off_is_silent_and_says_so(given: object, code: str) -> None:
    answer = answer_to(scene("total = 1\nprint(total)\ntotal = 1\nprintˇ"), given=given)
    assert isinstance(answer.outcome, Silence)
    assert answer.outcome.code == code


def test_a_language_of_its_own_overrides_all_others() -> None:
    given = {"completion": {"languages": {"*": False, "python": True}}}
    answer = answer_to(scene("a = 1\nˇ"), given=given)
    assert not isinstance(answer.outcome, Silence) or answer.outcome.code != "language_off"


def test_a_line_of_data_is_silent() -> None:
    check_silence(f"x = '{'a b ' * 3000}'ˇ", "long_line")


@pytest.mark.parametrize("path", [".env", "deploy/id_rsa", "conf/secrets.toml"])
def test_a_file_that_may_hold_secrets_is_not_completed(path: str) -> None:
    check_silence(f"-- {path} --\nTOKEN=abcdef\nTOKEN=abcdef\nTOKˇ", "secret_file")


def test_a_document_that_was_never_opened_is_a_reason() -> None:
    async def asked() -> Silence | Suggestion:
        async with living(assistant_of({})) as assistant:
            return (await assistant.complete("file:///no.py", Position(3, 4))).outcome

    outcome = asyncio.run(asked())
    assert isinstance(outcome, Silence)
    assert outcome.code == "not_open"


REPEATED = """\
class Garden:
    def water(self, plant):
        self.log.append(plant.name)
        return self.log

    def prune(self, plant):
        self.log.append(plant.name)
        return self.log

    def weed(self, plant):
        self.ˇ
"""


def test_ghost_text_extends_the_entry_that_the_list_selects() -> None:
    shown = scene(REPEATED)
    at = shown.position
    selected = Selected(at, at, "log")
    outcome = answer_to(shown, Completing(selected=selected)).outcome
    assert isinstance(outcome, Suggestion)
    assert outcome.text.startswith("log.append(plant.name)")
    assert (outcome.start, outcome.end) == (at, at)


def test_what_is_typed_in_one_file_is_known_in_its_neighbour_at_once() -> None:
    async def asked() -> Silence | Suggestion:
        async with living(assistant_of({"a.py": "", "b.py": ""})) as assistant:
            typed, other = buffer_of("a.py"), buffer_of("b.py")
            assistant.open(typed, 1, "")
            line = "frobnicate(widget, colour=GREEN, depth=12)\n"
            assistant.replace(typed.uri, Position(0, 0), Position(0, 0), line * 4, 2)
            await assistant.learned()
            assistant.open(other, 1, "frobnicate(")
            await assistant.learned()
            return (await assistant.complete(other.uri, Position(0, 11))).outcome

    outcome = asyncio.run(asked())
    assert isinstance(outcome, Suggestion), outcome
    assert outcome.text.startswith("widget, colour=GREEN, depth=12")


SECRET_LINE = "frobnicate(widget, colour=GREEN, depth=12)\n"


@pytest.mark.parametrize("path", ["conf/secrets.toml", "/elsewhere/a.py", "api_pb2.py"])
def test_what_stands_in_files_that_are_not_learned_is_not_said_elsewhere(path: str) -> None:
    async def asked() -> Silence | Suggestion:
        async with living(assistant_of({path: SECRET_LINE * 3, "b.py": ""})) as assistant:
            assistant.open(buffer_of(path), 1, SECRET_LINE * 3)
            assistant.open(buffer_of("b.py"), 1, "frobnicate(")
            await assistant.learned()
            return (await assistant.complete(buffer_of("b.py").uri, Position(0, 11), ASKED)).outcome

    assert isinstance(asyncio.run(asked()), Silence)


def test_what_is_pasted_too_large_is_silent_until_it_is_undone() -> None:
    async def asked() -> list[str]:
        codes: list[str] = []
        async with living(assistant_of({})) as assistant:
            buffer = buffer_of("a.py")
            assistant.open(buffer, 1, "grow(seed, water)\n" * 4 + "grow(se")
            start, end = Position(4, 7), Position(400_004, 0)
            for begin, stop, text in ((start, start, "y = 2\n" * 400_000), (start, end, "")):
                assistant.replace(buffer.uri, begin, stop, text, 2)
                outcome = (await assistant.complete(buffer.uri, start)).outcome
                codes.append(outcome.code if isinstance(outcome, Silence) else outcome.text)
        return codes

    first, second = asyncio.run(asked())
    assert first == "too_large"
    assert second.startswith("ed, water)")


def test_a_file_that_became_ignored_is_no_longer_repeated_elsewhere() -> None:
    async def asked() -> tuple[Silence | Suggestion, Silence | Suggestion]:
        async with living(assistant_of({"a.py": ""})) as assistant:
            told, other = buffer_of("a.py"), buffer_of("b.py")
            assistant.open(told, 1, SECRET_LINE * 4)
            assistant.open(other, 1, "frobnicate(")
            await assistant.learned()
            before = (await assistant.complete(other.uri, Position(0, 11))).outcome
            start, key = Position(0, 0), "-----BEGIN RSA PRIVATE KEY-----\n"
            assistant.replace(told.uri, start, start, key, 2)
            assistant.saved(told.uri)
            await assistant.learned()
            return before, (await assistant.complete(other.uri, Position(0, 11))).outcome

    before, after = asyncio.run(asked())
    assert isinstance(before, Suggestion)
    assert isinstance(after, Silence)
