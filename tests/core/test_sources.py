"""What may stand in a prompt though nobody named it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.retrieval import Hit, Reason
from sansfil.core.sources import LITTLE, is_ignore_file, sources

PATHS = ["a.py", "lib/b.dart", ".gitignore", "web/.dockerignore", "pyproject.toml", "README.md"]
WHYS = [(), ("words",), ("history",), ("history", "words"), ("meaning",), ("history", "path")]


def hit(path: str, *names: str) -> Hit:
    why = tuple(Reason(name, 1 / len(names)) for name in names)
    return Hit(path, 0, 2, "", "", 1.0, "water\n", why)


FOUND = st.tuples(st.sampled_from(PATHS), st.sampled_from(WHYS))


@pytest.mark.parametrize(
    "path",
    [
        *(".gitignore", "a/.dockerignore", ".codeiumignore", ".cursorindexingignore", ".aiexclude"),
        *(".eslintignore", "app.Dockerfile.dockerignore", ".git-blame-ignore", ".Sansfilignore"),
    ],
)
def test_files_that_tell_what_is_left_out_are_known_by_their_names(path: str) -> None:
    assert is_ignore_file(path)


@pytest.mark.parametrize(
    "path", ["ignore.py", "lib/ignore/a.dart", ".gitignore/a.py", "gitignore.md", "ignore", "a.py"]
)
def test_code_about_ignoring_is_code(path: str) -> None:
    assert not is_ignore_file(path)


def test_history_alone_speaks_for_code_only_where_little_else_is_found() -> None:
    old = [hit("old.py", "history"), hit("pyproject.toml", "history")]
    few = [hit(f"{number}.py", "words") for number in range(LITTLE - 1)]
    assert sources([*few, *old]) == [*few, old[0]]
    enough = [*few, hit("other.py", "meaning", "history")]
    assert sources([*enough, *old]) == enough


@given(st.lists(FOUND, max_size=8))
def test_sources_keep_their_order_and_what_the_question_itself_finds(
    told: list[tuple[str, tuple[str, ...]]],
) -> None:
    hits = [hit(path, *names) for path, names in told]
    found = list(sources(hits))
    rest = iter(hits)
    assert all(any(each is other for other in rest) for each in found)
    assert not any(is_ignore_file(each.path) for each in found)
    for each in hits:
        by_history = {reason.name for reason in each.why} == {"history"}
        assert each in found or by_history or is_ignore_file(each.path)
