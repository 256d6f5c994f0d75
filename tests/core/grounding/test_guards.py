"""Only an import that may really fail is excused."""

import pytest

from sansfil.core.grounding import Defined, Outside, Verdict, imports_in, judged
from sansfil.core.grounding.guards import is_guarded_script
from tests.core.grounding.test_judging import project, verdict

FACTS = project("main.py")


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import ujson\nexcept ImportError:\n    pass",
        "try:\n    import ujson\nexcept (ValueError, ModuleNotFoundError):\n    pass",
        "try:\n    import ujson\nexcept (\n    ImportError,\n): pass",
        "try:\n    import ujson\nexcept Exception:\n    pass",
        "try:\n    import ujson\nexcept:\n    pass",
        "try: import ujson\nexcept ImportError: pass",
        "try:\n    a()\nexcept ImportError:\n    import ujson",
        "try:\n    a()\nexcept ImportError:\n    pass\nelse:\n    import ujson",
        "try:\n    import ujson\n",
        "with suppress(ImportError):\n    import ujson",
        "if HAS_UJSON:\n    import ujson",
        "if is_ujson_available():\n    import ujson.fast",
        "if find_spec('ujson'):\n    import ujson",
        "if ujson is None:\n    pass\nelse:\n    import ujson.fast",
        "if sys.platform == 'win32':\n    import win32api",
        "if sys.version_info < (3, 11):\n    import tomli",
    ],
)
def test_an_import_that_may_fail_is_excused(text: str) -> None:
    assert verdict("python", "main.py", text, FACTS) is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import ujson\nexcept ValueError:\n    pass",
        "try:\n    pass\nfinally:\n    import ujson",
        "try:\n    pass\nexcept KeyError:\n    import ujson",
        "with open(a):\n    import ujson",
        "with pytest.warns(Warning):\n    import ujson",
        "if HAS_ORJSON:\n    import ujson",
        "if sys.platform == 'win32':\n    import ujson",
        "if sys.version_info < (3, 11):\n    import ujson",
        "if TYPE_CHECKING:\n    import ujson",
        "if use_it:\n    import ujson",
    ],
)
def test_an_import_that_has_to_succeed_is_not(text: str) -> None:
    assert verdict("python", "main.py", text, FACTS) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("from json import frob", ("frob",)),
        ("from json import loads, frob, __doc__", ("frob",)),
        ("import json", ()),
        ("from json import *", ()),
        ("try:\n    from json import frob\nexcept ImportError:\n    pass", ()),
        ("if sys.version_info > (3, 20):\n    from json import frob", ()),
        ("if TYPE_CHECKING:\n    from json import frob, _Frob", ("frob",)),
        ("if True:\n    from json import frob", ("frob",)),
    ],
)
def test_names_of_the_standard_library_are_looked_for_in_it(
    text: str, missing: tuple[str, ...]
) -> None:
    def sources(source: str | Outside) -> Defined:
        assert source == Outside("python", "json")
        return Defined(frozenset(("loads",)))

    (found,) = judged("python", "main.py", text, FACTS, sources)
    assert (found.verdict, found.missing) == (Verdict.OK, missing)


@pytest.mark.parametrize("path", ["main.py", "app/main.py"])
@pytest.mark.parametrize("other", ["json.py", "app/json.py"])
def test_a_file_of_the_project_may_stand_before_a_module_of_its_name(path: str, other: str) -> None:
    def sources(_source: str | Outside) -> Defined:
        return Defined(frozenset(("loads",)))

    found = judged("python", path, "from json import frob", project("main.py", other), sources)
    assert [each.missing for each in found] == [()]


def test_a_mark_that_a_checker_looks_away_counts_where_the_user_has_written_it() -> None:
    marked = "// @ts-ignore\nimport y from 'frobnix'\n"
    drafted = "const f = () => import(/* @vite-ignore */ 'frobnix')\n"
    assert is_guarded_script(marked, marked.index("import"), len(marked), marked.index("import"))
    start = drafted.index("import")
    assert is_guarded_script(drafted, start, len(drafted), len(drafted))
    assert not is_guarded_script(drafted, start, len(drafted), start)


def test_a_note_between_the_words_of_an_import_hides_nothing() -> None:
    (found,) = imports_in("typescript", "import/*c*/x/*d*/from'frobnix'\n")
    assert found.module == "frobnix"
