"""Secrets do not leave, and come back only into the file they came from."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.consent import Masks, Secret, holds_placeholder, masked, restored

# None of them can be part of a placeholder, which has capitals and hexadecimal digits.
LETTERS = "ghjkmpqxyz"
SECRETS = st.text(LETTERS + "!#$%&+/=-. éß\n", min_size=1, max_size=12)
FILLING = st.text("ghjkm .\n(){}='\"é_", max_size=15)
SALTS = st.text(max_size=80)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[Secret]]:
    """A text with some stretches of it that were found; they may touch and overlap."""
    pieces = draw(st.lists(st.tuples(FILLING, SECRETS), max_size=6))
    text, found = "", list[Secret]()
    for filling, secret in pieces:
        text += filling
        found.append(Secret(len(text), len(text) + len(secret), "test"))
        text += secret
    text += draw(FILLING)
    repeated = draw(st.sampled_from([secret for _, secret in pieces] or [""]))
    return text + repeated, found


@given(texts(), SALTS)
def test_what_is_masked_comes_back_in_its_own_file(
    given_text: tuple[str, list[Secret]], salt: str
) -> None:
    text, found = given_text
    made = masked(text, found, Masks(salt), "app.py")
    back = restored(made.text, made.masks, "app.py")
    assert (back.text, back.left) == (text, ())


@given(texts(), SALTS)
def test_nothing_of_a_secret_is_left(given_text: tuple[str, list[Secret]], salt: str) -> None:
    text, found = given_text
    clean = masked(text, found, Masks(salt)).text
    for each in found:
        secret = text[each.start : each.end]
        if len(secret) >= 6:
            assert secret not in clean


@given(texts(), SALTS)
def test_masking_twice_changes_nothing(given_text: tuple[str, list[Secret]], salt: str) -> None:
    text, found = given_text
    once = masked(text, found, Masks(salt), "app.py")
    of_placeholders = [
        Secret(*each.span(), "again") for each in re.finditer(r"\bSANSFIL_SECRET_\w+", once.text)
    ]
    twice = masked(once.text, of_placeholders, once.masks, "app.py")
    assert (twice.text, twice.masks, twice.count) == (once.text, once.masks, 0)


@given(st.lists(texts(), max_size=4), SALTS)
def test_what_was_masked_first_does_not_change_as_a_conversation_grows(
    given_texts: list[tuple[str, list[Secret]]], salt: str
) -> None:
    def conversation(length: int) -> list[str]:
        masks, clean = Masks(salt), list[str]()
        for text, found in given_texts[:length]:
            made = masked(text, found, masks)
            masks = made.masks
            clean.append(made.text)
        return clean

    whole = conversation(len(given_texts))
    for length in range(len(given_texts)):
        assert conversation(length) == whole[:length]


@given(texts(), texts(), SALTS)
def test_a_secret_of_another_file_is_left_and_told(
    given_text: tuple[str, list[Secret]], other: tuple[str, list[Secret]], salt: str
) -> None:
    made = masked(*given_text, Masks(salt), "app.py")
    elsewhere = restored(made.text, made.masks, "other.py")
    assert elsewhere.text == made.text
    assert bool(elsewhere.left) == bool(made.count)
    assert holds_placeholder(made.text) == bool(made.count)


def masked_password(path: str = "app.py", salt: str = "salt") -> tuple[str, Masks]:
    text = 'password = "hunter2horse"\nlogin("hunter2horse")\n'
    made = masked(text, [Secret(12, 24, "password")], Masks(salt), path)
    return made.text, made.masks


def test_the_same_secret_is_masked_wherever_it_stands_and_alike() -> None:
    clean, masks = masked_password()
    (placeholder,) = masks.known
    assert clean == f'password = "{placeholder}"\nlogin("{placeholder}")\n'
    assert placeholder.isidentifier()


def test_another_session_has_other_placeholders() -> None:
    assert masked_password()[0] == masked_password()[0]
    assert masked_password(salt="one")[0] != masked_password(salt="two")[0]


def test_what_the_session_knows_is_masked_where_nobody_finds_it() -> None:
    _, masks = masked_password()
    later = masked("see hunter2horse, please", [], masks, "notes.md")
    assert "hunter2horse" not in later.text
    assert restored(later.text, later.masks, "notes.md").text == "see hunter2horse, please"


def test_what_came_from_no_file_comes_back_into_none() -> None:
    clean, masks = masked_password(path="")
    assert restored(clean, masks, "").text == clean
    assert restored(clean, masks, "app.py").left


def test_a_placeholder_that_a_model_has_changed_is_left_and_told() -> None:
    clean, masks = masked_password()
    (placeholder,) = masks.known
    for changed in (placeholder[:-1], f"{placeholder}0", f"my_{placeholder}", placeholder.lower()):
        back = restored(clean.replace(placeholder, changed), masks, "app.py")
        assert changed in back.text
        assert back.left, changed
        assert holds_placeholder(changed), changed


def test_a_placeholder_that_was_never_given_is_left_and_told() -> None:
    made_up = "SANSFIL_SECRET_0123456789ab"
    back = restored(f"x = {made_up}", Masks("salt"), "app.py")
    assert (back.text, back.left) == (f"x = {made_up}", (made_up,))


def test_letters_that_touch_a_secret_go_with_it() -> None:
    made = masked("mysql -phunter2horse db", [Secret(8, 20, "password")], Masks("salt"), "run.sh")
    assert re.fullmatch(r"mysql -SANSFIL_SECRET_[0-9a-f]{12} db", made.text)
    assert restored(made.text, made.masks, "run.sh").text == "mysql -phunter2horse db"


def test_short_secrets_are_masked_where_they_were_found_only() -> None:
    made = masked("pin = 1234 # 1234", [Secret(6, 10, "pin")], Masks("salt"))
    assert made.text.endswith(" # 1234")
    assert made.count == 1


def test_neither_secrets_nor_salt_are_shown_by_accident() -> None:
    clean, masks = masked_password(salt="saltsaltsalt")
    shown = repr((masks, masked(clean, [], masks), restored(clean, masks, "app.py")))
    assert "hunter2horse" not in shown
    assert "saltsaltsalt" not in shown


def test_ordinary_code_holds_no_placeholder() -> None:
    assert not holds_placeholder("SECRET = sansfil.secret\nSANSFIL_SECRETS = ()\n")
