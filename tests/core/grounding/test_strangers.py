"""What a person has written and saved is no invention where another file comes to it."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.grounding import ProjectFacts, Verdict, judged, strangers_in, with_files
from sansfil.core.grounding.strangers import Key, Strangers
from tests.core.grounding.test_judging import project

KEYS: list[Key] = [("python", "a"), ("python", "b"), ("script", "a")]
PATHS = ["x.py", "y.py", "z.ts"]


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.frozensets(st.sampled_from(KEYS)))))
def test_a_stranger_is_met_where_another_file_has_it_by_its_last_word(
    notes: list[tuple[str, frozenset[Key]]],
) -> None:
    strangers, said = Strangers(), dict[str, frozenset[Key]]()
    for path, keys in notes:
        strangers.note(path, keys)
        said[path] = keys
    for key in KEYS:
        for path in PATHS:
            others = any(key in keys for each, keys in said.items() if each != path)
            assert strangers.is_met(key, path) == others


def saved(facts: ProjectFacts, language: str, path: str, *modules: str) -> ProjectFacts:
    facts.strangers.note(path, strangers_in(language, path, modules, facts))
    return facts


def verdict(language: str, path: str, text: str, facts: ProjectFacts) -> Verdict:
    return judged(language, path, text, facts)[-1].verdict


def test_a_package_that_another_file_imports_is_no_invention() -> None:
    facts = saved(project("a.py"), "python", "a.py", "greenlet.core", "flask")
    assert verdict("python", "b.py", "import greenlet", facts) is Verdict.UNDECLARED
    assert verdict("python", "a.py", "import greenlet", facts) is Verdict.UNKNOWN
    assert verdict("python", "b.py", "import green", facts) is Verdict.UNKNOWN
    assert verdict("typescript", "b.ts", "import 'greenlet'", facts) is Verdict.UNKNOWN
    known = with_files(facts, ["c.py"])
    assert verdict("python", "b.py", "import greenlet", known) is Verdict.UNDECLARED


def test_one_wrong_import_of_the_projects_own_does_not_excuse_another() -> None:
    facts = project("app/__init__.py", "app/models.py")
    saved(facts, "python", "app/a.py", "app.gone", ".lost", "json.gone")
    for text, expected in (
        ("import app.inventions", Verdict.UNKNOWN),
        ("import app.gone", Verdict.UNDECLARED),
        ("from .inventions import x", Verdict.UNKNOWN),
        ("from .lost import x", Verdict.UNDECLARED),
        ("import json.inventions", Verdict.UNKNOWN),
    ):
        assert verdict("python", "app/b.py", text, facts) is expected, text
    assert verdict("python", "app/sub/b.py", "from .lost import x", facts) is Verdict.UNKNOWN


def test_scripts_and_dart_know_strangers_by_their_packages() -> None:
    facts = saved(project("src/a.ts"), "typescript", "src/a.ts", "@site/parts/x", "./gone", "wow/y")
    for text, expected in (
        ('import "@site/parts/z"', Verdict.UNDECLARED),
        ('import "@site/inventions"', Verdict.UNKNOWN),
        ('import "wow"', Verdict.UNDECLARED),
        ('import "wowed"', Verdict.UNKNOWN),
        ('import "./gone"', Verdict.UNDECLARED),
        ('import "./inventions"', Verdict.UNKNOWN),
    ):
        assert verdict("javascript", "src/b.js", text, facts) is expected, text
    saved(facts, "dart", "lib/a.dart", "package:dio/dio.dart", "package:app/gone.dart")
    for text, expected in (
        ("import 'package:dio/src/x.dart';", Verdict.UNDECLARED),
        ("import 'package:app/inventions.dart';", Verdict.UNKNOWN),
    ):
        assert verdict("dart", "lib/b.dart", text, facts) is expected, text


def test_packages_that_come_together_are_known_together() -> None:
    facts = saved(project("a.py"), "python", "a.py", "win32api", "google.cloud.storage")
    assert verdict("python", "b.py", "import win32gui", facts) is Verdict.UNDECLARED
    assert verdict("python", "b.py", "import google.cloud.x", facts) is Verdict.UNDECLARED
    assert verdict("python", "b.py", "import google.inventions", facts) is Verdict.UNKNOWN


def test_what_the_user_imports_above_is_known_to_him() -> None:
    facts, text = project("a.py"), "import greenlet\n\nimport greenlet.core\nimport inventions\n"
    found = judged("python", "a.py", text, facts, start=text.index("import greenlet.core"))
    assert [each.verdict for each in found] == [Verdict.UNDECLARED, Verdict.UNKNOWN]
    assert [each.verdict for each in judged("python", "a.py", text, facts)] == [Verdict.UNKNOWN] * 3
