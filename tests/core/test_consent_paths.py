"""Files of secrets, files that the user keeps, ignored files and files from elsewhere stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.consent import LocalOnly, refusal_of

ROOT = "/home/ada/project"
NAMES = st.text("abcXYZ019._-", min_size=1, max_size=8).filter(lambda name: name.strip(".") != "")


def refusal(
    path: str, *globs: str, roots: tuple[str, ...] = (ROOT,), is_ignored: bool = False
) -> str | None:
    said = refusal_of(path, roots, LocalOnly.of(globs), is_ignored=is_ignored)
    return said.key if said is not None else None


def test_a_file_of_the_workspace_may_leave() -> None:
    assert refusal(f"{ROOT}/src/app.py") is None


@pytest.mark.parametrize(
    "path",
    [".env", "config/.env.local", "id_rsa", "certs/server.pem", ".aws/config", "x/Secrets/a.py"],
)
def test_files_that_people_keep_secrets_in_stay(path: str) -> None:
    assert refusal(f"{ROOT}/{path}") == "consent.secret_file"


def test_a_folder_of_keys_keeps_them_when_it_is_the_workspace_itself() -> None:
    assert refusal("/home/ada/.ssh/config", roots=("/home/ada/.ssh",)) == "consent.secret_file"


@pytest.mark.parametrize(
    "path",
    [
        "/home/ada/other/app.py",
        "/home/ada/project-2/app.py",
        f"{ROOT}/../other.py",
        "app.py",
        "",
        ROOT,
        "/etc/passwd",
    ],
)
def test_what_is_not_below_a_folder_of_the_workspace_stays(path: str) -> None:
    assert refusal(path) == "consent.outside"


def test_without_a_workspace_every_file_is_outside() -> None:
    assert refusal(f"{ROOT}/app.py", roots=()) == "consent.outside"


def test_ignored_files_stay() -> None:
    assert refusal(f"{ROOT}/app.py", is_ignored=True) == "consent.ignored"


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("private/a.py", "private/"),
        ("deep/private/a.py", "private/"),
        ("a.sql", "*.sql"),
        ("src/A.SQL", "*.sql"),
        ("Customers/a.py", "/customers/**"),
        ("a/b/c.py", "a/**/c.py"),
    ],
)
def test_local_only_is_read_as_an_ignore_file_in_whatever_case(path: str, glob: str) -> None:
    assert refusal(f"{ROOT}/{path}", glob) == "consent.local_only"
    assert refusal(f"{ROOT}/other/file.txt", glob) is None


def test_a_later_glob_takes_a_file_out_again() -> None:
    assert refusal(f"{ROOT}/a.sql", "*.sql", "!a.sql") is None


def test_a_glob_that_says_nothing_keeps_everything_back() -> None:
    assert refusal(f"{ROOT}/src/app.py", "src/*.sql", "[z-a]") == "consent.bad_glob"


def test_a_file_of_two_folders_stays_if_one_of_them_keeps_it() -> None:
    roots = (ROOT, f"{ROOT}/inner")
    assert refusal(f"{ROOT}/inner/a.py", "/inner/", roots=roots) == "consent.local_only"
    assert refusal(f"{ROOT}/inner/a.py", "/a.py", roots=roots) == "consent.local_only"


@given(st.lists(NAMES, min_size=1, max_size=4), st.lists(NAMES, min_size=1, max_size=4))
def test_whatever_is_named_whole_stays(parts: list[str], others: list[str]) -> None:
    path = "/".join(parts)
    assert refusal(f"{ROOT}/{path}", "*.txt", f"/{path}") is not None
    assert refusal(f"/elsewhere/{'/'.join(others)}", "*") == "consent.outside"


@pytest.mark.parametrize("path", [".git/config", "inner/.git/HEAD", ".GIT/config", "inner/.git"])
def test_what_git_keeps_for_itself_stays(path: str) -> None:
    assert refusal(f"{ROOT}/{path}") == "consent.of_git"


def test_what_git_keeps_for_itself_stays_when_it_is_the_workspace() -> None:
    assert refusal(f"{ROOT}/.git/config", roots=(f"{ROOT}/.git",)) == "consent.of_git"


@pytest.mark.parametrize("path", [".gitignore", ".github/a.yml", "a.git/b.py"])
def test_what_is_only_called_like_git_may_leave(path: str) -> None:
    assert refusal(f"{ROOT}/{path}") is None
