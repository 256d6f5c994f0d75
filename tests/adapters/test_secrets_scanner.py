"""What must not leave is found, off the event loop, or nothing is sent."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from bench._secrets.made_up import MadeUp, made_up
from hypothesis import given
from hypothesis import strategies as st

import sansfil
from sansfil.adapters import secrets_scanner
from sansfil.adapters.secrets_scanner import LibraryScanner, Rule, chunks_of, library_rules
from sansfil.core.consent import Masks, Secret, masked
from sansfil.core.consent.rules import in_order, secrets_of_lines, secrets_of_whole
from sansfil.ports.leaving import NotScanned, SecretScanner

CASES = [pytest.param(each, id=each.kind) for each in made_up()]
FILLER = "def greet(name: str) -> str:\n    return f'hello {name}'\n\n\n"
LINES = st.lists(
    st.sampled_from([FILLER, "x = 1\n", "\r\n", "token\x0c\n", "é\u2028f\n"]), max_size=60
)


@pytest.fixture
async def scanner() -> AsyncIterator[LibraryScanner]:
    scanner = LibraryScanner()
    yield scanner
    await scanner.close()


async def clean(scanner: SecretScanner, text: str) -> str:
    return masked(text, await scanner.secrets(text), Masks("salt"), "app.py").text


@pytest.mark.parametrize("case", CASES)
async def test_nothing_of_a_secret_is_left(scanner: LibraryScanner, case: MadeUp) -> None:
    text = f"{FILLER * 20}{case.text}\n{FILLER * 20}"
    assert case.secret not in await clean(scanner, text)


@pytest.mark.parametrize("case", CASES)
async def test_a_masked_text_holds_no_more_secrets(scanner: LibraryScanner, case: MadeUp) -> None:
    first = masked(case.text, await scanner.secrets(case.text), Masks("salt"), "app.py")
    again = masked(first.text, await scanner.secrets(first.text), first.masks, "app.py")
    assert again.text == first.text


async def test_ordinary_code_holds_none(scanner: LibraryScanner) -> None:
    assert await scanner.secrets(FILLER * 40) == ()


async def test_secrets_come_in_order_and_apart(scanner: LibraryScanner) -> None:
    text = "\n".join(each.text for each in made_up())
    found = await scanner.secrets(text)
    assert len(found) > 40
    for one, other in pairwise(found):
        assert one.start < one.end <= other.start


async def test_a_key_is_taken_to_its_last_line(scanner: LibraryScanner) -> None:
    key = next(each for each in made_up() if each.kind == "RSA key")
    text = f"before = 1\n{key.text}\nafter = 2\n"
    left = await clean(scanner, text)
    assert left.startswith("before = 1\n")
    assert left.endswith("\nafter = 2\n")
    assert not any(line in left for line in key.secret.splitlines())


async def test_the_end_of_a_key_is_found_without_its_beginning(scanner: LibraryScanner) -> None:
    key = next(each for each in made_up() if each.kind == "EC key")
    lines = key.text.splitlines()
    left = await clean(scanner, "\n".join(lines[3:]) + "\n")
    assert not any(line in left for line in key.secret.splitlines())


async def test_the_same_text_is_searched_once() -> None:
    searched = list[str]()

    class Counting(Rule):
        def found(self, text: str):  # type: ignore[no-untyped-def]
            searched.append(text)
            return iter(())

    rule = Counting("test", library_rules()[0].pattern, False)
    scanner = LibraryScanner(rules=lambda: [rule])
    text = "".join(f"line_{number} = {number}\n" for number in range(300))
    await scanner.secrets(text)
    whole = len(searched)
    await scanner.secrets(text)
    assert len(searched) == whole > 2
    await scanner.secrets("first = 0\n" + text)
    assert len(searched) <= whole + 2, "a line that is put in has its own piece searched, no other"
    await scanner.close()


async def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets_scanner, "MOST_KEPT", 3)
    scanner = LibraryScanner()
    for number in range(10):
        await scanner.secrets(f"x = {number}\n")
    assert len(scanner._kept) == 3  # pyright: ignore[reportPrivateUsage]
    await scanner.close()


async def test_the_event_loop_goes_on_while_a_rule_works() -> None:
    began, may_end = threading.Event(), threading.Event()

    def waiting() -> Sequence[Rule]:
        began.set()
        may_end.wait(10)
        return library_rules()

    scanner = LibraryScanner(rules=waiting)
    search = asyncio.create_task(scanner.secrets("x = 1"))
    await asyncio.to_thread(began.wait, 10)
    assert not search.done()
    may_end.set()
    assert await search == ()
    await scanner.close()


async def test_a_search_that_takes_too_long_finds_nothing_and_says_so() -> None:
    may_end = threading.Event()

    def hanging() -> Sequence[Rule]:
        may_end.wait(10)
        return library_rules()

    scanner = LibraryScanner(deadline_ms=20, rules=hanging)
    with pytest.raises(NotScanned) as failure:
        await scanner.secrets("x = 1")
    assert failure.value.said.key == "secrets.too_slow"
    may_end.set()
    await scanner.close()


async def test_without_the_library_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, scanner: LibraryScanner
) -> None:
    monkeypatch.setattr(secrets_scanner, "LIBRARY", "detect_secrets_is_not_here")
    with pytest.raises(NotScanned, match="engine install"):
        await scanner.secrets("x = 1")


async def test_a_rule_that_breaks_sends_nothing() -> None:
    def broken() -> Sequence[Rule]:
        raise RecursionError

    scanner = LibraryScanner(rules=broken)
    with pytest.raises(NotScanned) as failure:
        await scanner.secrets("x = 1")
    assert failure.value.said.key == "secrets.failed"
    await scanner.close()


@pytest.mark.parametrize("text", ["x" * 20_001, "x\n" * 2_000_001])
async def test_what_is_too_long_is_not_sent(scanner: LibraryScanner, text: str) -> None:
    with pytest.raises(NotScanned) as failure:
        await scanner.secrets(text)
    assert failure.value.said.key == "secrets.too_long"


async def test_odd_characters_are_no_obstacle(scanner: LibraryScanner) -> None:
    secret = next(made_up()).secret
    text = f"\ud800 \ue000 \u2028 {secret} \x00\r'{secret}'\ue000\n"
    left = await clean(scanner, text)
    assert secret not in left
    assert "\ue000" in left


def test_no_rule_reaches_for_anything() -> None:
    # What the library loads binds a socket to ::1 to see whether there is IPv6; that sends nothing.
    program = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, _: seen.append(event) if event.startswith('socket.') else None)\n"
        f"sys.path[:0] = [{str(Path(sansfil.__file__).parents[1])!r}, {str(Path(__file__).parents[2])!r}]\n"
        "from sansfil.adapters.secrets_scanner import library_rules, secrets_in\n"
        "from bench._secrets.made_up import made_up\n"
        "rules = library_rules()\n"
        "assert all(secrets_in(each.text, rules) for each in made_up() if 'key' not in each.kind)\n"
        "assert set(seen) <= {'socket.__new__', 'socket.bind'}, seen\n"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()


@given(LINES)
def test_the_pieces_are_the_text(lines: list[str]) -> None:
    assert "".join(chunks_of("".join(lines))) == "".join(lines)


@given(st.lists(st.builds(Secret, st.integers(0, 30), st.integers(31, 60), st.just("x"))))
def test_what_overlaps_becomes_one(found: list[Secret]) -> None:
    ordered = in_order(found)
    covered = {at for each in found for at in range(each.start, each.end)}
    assert {at for each in ordered for at in range(each.start, each.end)} == covered
    assert all(one.end <= other.start for one, other in pairwise(ordered))


@given(st.text(alphabet="pasword= :'\"aB3dE5gH7jK9\n\ue000-", max_size=80))
def test_whatever_stands_in_a_text_its_secrets_lie_within_it(text: str) -> None:
    for each in (*secrets_of_lines(text), *secrets_of_whole(text)):
        assert 0 <= each.start < each.end <= len(text)
