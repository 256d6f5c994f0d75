"""Places where a model may invent an import: each form of each language, with the cursor wherever it may stand.

`frobnix` is a module that nothing declares, `frobnicate` a name that its module does not define; the twin of a case
has what exists in their place.
"""

from dataclasses import dataclass

from sansfil.core.grounding import Defined, ProjectFacts
from tests.core.grounding.test_judging import project

NAMES = ("water", "grow")
REAL = {
    "python": ("json", "water"),
    "dart": ("http", "water"),
    "typescript": ("react", "water"),
    "javascript": ("react", "water"),
}
FILES = {"python": "main.py", "dart": "lib/main.dart", "typescript": "src/main.ts"}


def facts() -> ProjectFacts:
    """A project in which `garden.tasks` and `./a` define `water` and `grow`."""
    places = ("garden/__init__.py", "garden/tasks.py", "src/a.ts", "lib/a.dart", "lib/http.dart")
    return project(*places, *FILES.values())


def sources(_source: object) -> Defined:
    return Defined(frozenset(NAMES))


@dataclass(frozen=True)
class Case:
    """`before` and `after` stand around the cursor, `answer` is what a model says there."""

    language: str
    before: str
    answer: str
    after: str = ""

    def __str__(self) -> str:
        shown = f"{self.before[-30:]}|{self.answer[:20]}|{self.after[:8]}"
        return f"{self.language}:{shown}".replace("\n", "/")

    @property
    def twin(self) -> "Case":
        """The same with what exists."""
        module, name = REAL[self.language]

        def real(text: str) -> str:
            return text.replace("frobnix", module).replace("frobnicate", name)

        return Case(self.language, self.before, real(self.answer), self.after)


def says_invention(text: str) -> bool:
    """Whether a part of what was invented is in `text`."""
    return any(part in text for part in ("frob", "nix", "nicate"))


_PYTHON = [
    ("", "import frobnix\n", ""),
    ("", "import json, frobnix\n", ""),
    ("", "import frobnix as f, json\n", ""),
    ("", "from frobnix import water\n", ""),
    ("", "from frobnix import (\n    water,\n)\n", ""),
    ("", "import json; import frobnix\n", ""),
    ("x = 1\n", "if x: import frobnix\n", ""),
    ("x = 1\n", "if x:\n    import frobnix\n", ""),
    ("import ", "frobnix\n", ""),
    ("import json, ", "frobnix\n", ""),
    ("from ", "frobnix import water\n", ""),
    ("im", "port frobnix\n", ""),
    ("from garden.tasks import ", "frobnicate\n", ""),
    ("from garden.tasks import water, ", "frobnicate\n", ""),
    ("from garden.tasks import (", "frobnicate", ")"),
    ("from garden.tasks import (\n    ", "frobnicate,\n)\n", ""),
    ("from garden.tasks import (\n    water,  # it's (here)\n    ", "frobnicate,", "\n)"),
    ("from garden.tasks import water, \\\n    ", "frobnicate\n", ""),
    ("def f():\n    from garden.tasks import (\n        ", "frobnicate,\n    )\n", ""),
    ("def f():\n    ", "import frobnix\n    return 1\n", ""),
    ("x = ", '__import__("frobnix")\n', ""),
    ("x = ", 'importlib.import_module("frobnix")\n', ""),
    ("x = __im", 'port__("frobnix")\n', ""),
    ("x = __import__(", '"frobnix")\n', ""),
    ("x = __import__(", '"frobnix"', ")"),
    ('x = __import__("', 'frobnix")\n', ""),
    ('x = __import__("', "frobnix", '")'),
    ('x = import_module("', "frobnix", '")'),
    ("x = import_module('", "frobnix')", "')"),
    ('x = importlib.import_module(\n    "', 'frobnix",\n)\n', ""),
    ("# A note", " that goes on\nimport frobnix\n", ""),
    ('"""A note.\n', 'More of it.\n"""\nimport frobnix\n', ""),
]
_SCRIPT = [
    ("", "import x from 'frobnix'\n", ""),
    ("", "import { grow } from 'frobnix'\n", ""),
    ("", "import {\n  grow,\n  water,\n} from 'frobnix'\n", ""),
    ("", "import * as x from 'frobnix'\n", ""),
    ("", "import 'frobnix'\n", ""),
    ("", "export * from 'frobnix'\n", ""),
    ("", "export { grow } from 'frobnix'\n", ""),
    ("", "const x = require('frobnix')\n", ""),
    ("", "const x = await import('frobnix')\n", ""),
    ("", "const x = await import(\n  'frobnix'\n)\n", ""),
    ("f(1); ", "const x = require('frobnix')\n", ""),
    ("import x from ", "'frobnix'\n", ""),
    ("import x from '", "frobnix", "'"),
    ("import x from '", "frobnix'\n", ""),
    ("import x from '", "frobnix';", "';"),
    ('import x from "', "frobnix", '"'),
    ("import '", "frobnix", "'"),
    ("export * from '", "frobnix", "'"),
    ("export { grow } from '", "frobnix", "'"),
    ("import {\n  grow,\n} from '", "frobnix", "'"),
    ("import x from\n  '", "frobnix", "'"),
    ("require('", "frobnix", "')"),
    ("const x = require('", "frobnix", "')"),
    ("const x = require('", "frobnix');\n", ""),
    ("const x = require(", "'frobnix'", ")"),
    ("const x = require(", "'frobnix');\n", ""),
    ('const x = require("', 'frobnix");', '");'),
    ("const x = require(`", "frobnix", "`)"),
    ("const x = await import('", "frobnix", "')"),
    ("const x = await import('", "frobnix')\n", ""),
    ("const x = await import(\n  '", "frobnix", "',\n)"),
    ("const x = lazy(() => import('", "frobnix", "'))"),
    ("const x = re", "quire('frobnix')\n", ""),
    ("import { ", "frobnicate", " } from './a'"),
    ("import { ", "frobnicate } from './a'\n", ""),
    ("import { ", "frobnicate } from './a'\n", "}"),
    ("import {", " frobnicate } from './a'\n", "}"),
    ("import {\n  grow,\n  ", "frobnicate,", "\n} from './a'"),
    ("import {\n  grow,\n  ", "frobnicate,\n", "\n} from './a'"),
    ("import {\n  ", "frobnicate,\n} from './a'\n", ""),
    ("import {\n  grow, // it's {here}\n  ", "frobnicate,\n  water,", "\n} from './a'"),
    ("export {\n  grow,\n  ", "frobnicate,", "\n} from './a'"),
    ("import {\n  ", "grow,\n} from 'frobnix'\n", ""),
    ("function f() {\n  ", "const x = require('frobnix')\n", "\n}"),
    ("// A note", " that goes on\nimport x from 'frobnix'\n", ""),
    ("/* A note\n", "   more */\nimport x from 'frobnix'\n", ""),
]
_TYPESCRIPT = [
    ("", "import type { grow } from 'frobnix'\n", ""),
    ("", "import x = require('frobnix')\n", ""),
    ("import type { grow } from '", "frobnix", "'"),
    ("import x = require('", "frobnix", "')"),
    ("let x: import('", "frobnix", "').X"),
    ("import type {\n  grow,\n  ", "frobnicate,", "\n} from './a'"),
]
_DART = [
    ("", "import 'package:frobnix/frobnix.dart';\n", ""),
    ("", "export 'package:frobnix/frobnix.dart';\n", ""),
    ("", "part 'frobnix.dart';\n", ""),
    ("import '", "package:frobnix/frobnix.dart", "';"),
    ("import '", "package:frobnix/frobnix.dart';\n", ""),
    ("import 'package:", "frobnix/frobnix.dart", "';"),
    ('import "', "package:frobnix/frobnix.dart", '";'),
    ("export '", "package:frobnix/frobnix.dart", "';"),
    ("part '", "frobnix.dart", "';"),
    ("import ", "'package:frobnix/frobnix.dart';\n", ""),
    ("import\n    '", "package:frobnix/frobnix.dart", "';"),
    ("im", "port 'package:frobnix/frobnix.dart';\n", ""),
    ("import 'a.dart' show ", "frobnicate;\n", ""),
    ("import 'a.dart'\n    show water, ", "frobnicate;\n", ""),
    ("import 'a.dart' show ", "frobnicate", ";"),
    ("// A note", " that goes on\nimport 'package:frobnix/frobnix.dart';\n", ""),
]
CASES = [
    *(Case("python", before, answer, after) for before, answer, after in _PYTHON),
    *(Case("javascript", before, answer, after) for before, answer, after in _SCRIPT),
    *(Case("typescript", before, answer, after) for before, answer, after in _SCRIPT),
    *(Case("typescript", before, answer, after) for before, answer, after in _TYPESCRIPT),
    *(Case("dart", before, answer, after) for before, answer, after in _DART),
]
