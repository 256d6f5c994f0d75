"""An import that does not exist is never shown, nor is another language."""

from collections.abc import Sequence

import pytest

from sansfil.core.grounding import Judgement, judged
from sansfil.core.suggest import Outcome, Progress, Shown, Silence, Site, Undecided, shaped
from tests.core.grounding.test_judging import project

FACTS = project("lib/home.dart", "lib/tools.py", "main.py")


def outcome(
    language: str, before: str, raw: str, after: str = "", progress: Progress = Progress.WHOLE
) -> Outcome:
    def ground(text: str, start: int) -> Sequence[Judgement]:
        path = {"dart": "lib/main.dart", "python": "main.py"}.get(language, "src/main.ts")
        return judged(language, path, text, FACTS, start=start)

    *above, line = before.split("\n")
    site = Site(language, tuple(above), line, after, (), "    ", "\n", ground=ground)
    return shaped(raw, site, progress, (), None)


def test_the_text_is_cut_before_an_unknown_import() -> None:
    shown = outcome("python", "import os\n", "import json\nimport inventions\nprint(1)\n")
    assert isinstance(shown, Shown)
    assert shown.text == "import json"


@pytest.mark.parametrize(
    ("language", "before", "raw", "after"),
    [
        ("python", "", "from requets import (\n    get,\n)\n", ""),
        ("python", "from requ", "ets import get\n", ""),
        ("python", "import os\nimport ", "inventions", ""),
        ("dart", "import 'package:", "inventions/inventions.dart", "';"),
        ("dart", "im", "port 'package:inventions/inventions.dart';", ""),
        ("typescript", "", "import {\n  a,\n} from 'inventions'\n", ""),
    ],
)
def test_a_line_that_would_import_what_is_not_there_is_refused(
    language: str, before: str, raw: str, after: str
) -> None:
    refused = outcome(language, before, raw, after)
    assert isinstance(refused, Silence), refused
    assert refused.code == "unknown_import"


def test_what_exists_is_shown_within_an_import() -> None:
    shown = outcome("dart", "import 'package:", "http/http.dart", "';")
    assert isinstance(shown, Shown)
    assert shown.text == "http/http.dart"


@pytest.mark.parametrize(
    ("language", "raw"),
    [
        ("typescript", "import {\n  a,\n  b,\n"),
        ("typescript", "import x from\n  "),
        ("dart", "import\n    'package:"),
        ("python", "from inventions \\\n    "),
    ],
)
def test_an_import_whose_module_stands_on_a_line_to_come_is_held_back(
    language: str, raw: str
) -> None:
    running = outcome(language, "", raw, progress=Progress.RUNNING)
    assert isinstance(running, Undecided | Silence)


IN_A_FUNCTION = {
    "typescript": "function f() {\n  ",
    "python": "def f():\n    ",
    "dart": "void f() {\n  ",
}


@pytest.mark.parametrize(
    ("language", "raw", "shown"),
    [
        ("typescript", "const e = require('inventions')\n", ""),
        ("typescript", "g(1)\n  const x = await import('inventions')\n", "g(1)"),
        ("typescript", "g(1)\n  foo(\n    require('inventions'),\n  )\n", "g(1)"),
        ("typescript", "g(1)\n  const X = lazy(() =>\n    import('inventions'))\n", "g(1)"),
        ("typescript", "g(1)\n  let b =\n    require('inventions')\n", "g(1)"),
        ("typescript", "g(1); const x = require('inventions')\n", "g(1);"),
        ("python", "a = 1\n    if a: import inventions\n", "a = 1"),
        ("python", "a = 1; import inventions\n", "a = 1;"),
        ("python", 'a = 1\n    b = importlib.import_module("inventions")\n', "a = 1"),
        ("python", 'a = 1\n    b = g(\n        __import__("inventions"),\n    )\n', "a = 1"),
        ("dart", "g(1);\n  final b = c\n      .map(\n          String::valueOf);\n", "g(1);"),
    ],
)
def test_what_is_refused_takes_its_whole_statement_with_it(
    language: str, raw: str, shown: str
) -> None:
    found = outcome(language, IN_A_FUNCTION[language], raw)
    if not shown:
        assert isinstance(found, Silence)
        return
    assert isinstance(found, Shown)
    assert found.text == shown


@pytest.mark.parametrize("progress", list(Progress))
def test_names_of_a_module_that_is_being_read_are_not_shown_yet(progress: Progress) -> None:
    def ground(text: str, start: int) -> Sequence[Judgement]:
        return judged("python", "main.py", text, FACTS, lambda _path: None, start)

    site = Site("python", ("",), "", "", (), "    ", "\n", ground=ground)
    raw = "import json\nfrom lib.tools import anything\nprint(1)\n"
    found = shaped(raw, site, progress, (), None)
    assert isinstance(found, Shown)
    assert found.text == "import json"


def test_java_is_not_shown_in_a_dart_file() -> None:
    refused = outcome("dart", "void main() {\n  ", 'System.out.println("x");')
    assert isinstance(refused, Silence)
    assert refused.code == "foreign"
