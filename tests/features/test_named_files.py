"""Files that a question names: found, read once, and told where they stay."""

from pathlib import Path

import pytest

from sansfil.core.learnable import Refusal
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.named_files import MOST_BYTES, MOST_FILES, Left, NamedFiles
from tests.fakes import FakeFiles

SECRET = phrase("consent.secret_file", file=".env")


async def refusal(path: str) -> Phrase | None:
    return SECRET if path.endswith(".env") else None


def named_in(root: Path, **texts: str | Refusal) -> NamedFiles:
    """Of a folder with these files; `_dot_` is the point of a name."""
    known = {root / name.replace("_dot_", "."): text for name, text in texts.items()}
    for path, text in known.items():
        path.write_text("" if isinstance(text, Refusal) else text)
    return NamedFiles(FakeFiles(dict(known)), [root], refusal)


async def test_what_may_be_read_comes_in_the_order_of_the_question(tmp_path: Path) -> None:
    found = await named_in(tmp_path, b_dot_py="B", a_dot_py="A").found("Is b.py like a.py?")
    assert [(each.name, each.text) for each in found.pieces] == [("b.py", "B"), ("a.py", "A")]
    assert not found.left


async def test_a_file_of_two_names_comes_once(tmp_path: Path) -> None:
    found = await named_in(tmp_path, a_dot_py="A").found(f"a.py, ./a.py and {tmp_path}/a.py")
    assert [each.name for each in found.pieces] == ["a.py"]


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("_dot_env", "A=1", "consent.secret_file"),
        ("a_dot_py", "a" * (MOST_BYTES + 1), "chat.file_too_large"),
        ("a_dot_py", Refusal.NOT_UTF8, "chat.file_unreadable"),
    ],
)
async def test_what_stays_is_told_with_its_reason(
    tmp_path: Path, name: str, text: str | Refusal, key: str
) -> None:
    path = name.replace("_dot_", ".")
    found = await named_in(tmp_path, **{name: text}).found(f"What is in {path}?")
    assert [(each.path, each.why.key) for each in found.left] == [(path, key)]
    assert not found.pieces


async def test_a_file_that_goes_away_meanwhile_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("A")

    async def going(path: str) -> None:
        Path(path).unlink()

    found = await NamedFiles(FakeFiles({}), [tmp_path], going).found("a.py")
    assert [each.why.key for each in found.left] == ["chat.file_unreadable"]


async def test_more_files_than_are_sent_along_are_told_once(tmp_path: Path) -> None:
    names = [f"m{number}.py" for number in range(MOST_FILES + 2)]
    texts = {name.replace(".", "_dot_"): name for name in names}
    found = await named_in(tmp_path, **texts).found(" ".join(names))
    assert len(found.pieces) == MOST_FILES
    many = phrase("chat.too_many_files", most=MOST_FILES, count=len(names))
    assert found.left == [Left(names[MOST_FILES], many)]
