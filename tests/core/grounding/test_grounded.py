"""An import that does not exist is never shown, nor is another language."""

from collections.abc import Sequence

import pytest

from sansfil.core.grounding import Judgement, judged
from sansfil.core.suggest import Outcome, Progress, Shown, Silence, Site, Undecided, shaped
from tests.core.grounding.test_judging import project

FACTS = project("lib/home.dart", "main.py")


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


def test_an_import_whose_module_has_not_come_is_not_shown_yet() -> None:
    running = outcome("typescript", "", "import {\n  a,\n  b,\n", progress=Progress.RUNNING)
    assert isinstance(running, Undecided) or (isinstance(running, Shown) and not running.text)


def test_java_is_not_shown_in_a_dart_file() -> None:
    refused = outcome("dart", "void main() {\n  ", 'System.out.println("x");')
    assert isinstance(refused, Silence)
    assert refused.code == "foreign"
