"""A name that a module cannot have is told from one that it may have."""

import pytest

from sansfil.core.grounding import defined


def may_have(language: str, text: str, name: str) -> bool:
    return defined(language, text).may_have(name)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "def x(): ...",
        "class x: ...",
        "async def x(): ...",
        "import a.b as x",
        "from a import (\n    b,\n    x,\n)",
        "if a:\n    def b():\n        c = 1\n    x = 2",
        "try:\n    from a import x\nexcept ImportError:\n    x = None",
        "def f():\n    global x\n    x = 1",
        "for x in y: pass",
        "with a as x: pass",
        "print(x := 1)",
        "match a:\n    case [x, *_]: pass",
        "def f(a=1,\n      b=2,\n): pass\nx = f()",
        'def f():\n    """\nx\n"""\nx = 1',
        "def f(): pass\r\n\r\nx = 1\r\n",
    ],
)
def test_what_the_code_of_a_module_binds_may_be_imported(text: str) -> None:
    assert may_have("python", text, "x")


@pytest.mark.parametrize(
    "text",
    [
        "def __getattr__(name): ...",
        "from a import *",
        "globals()[a] = b",
        "globals().update(a)",
        "def f():\n    globals()[a] = b",
        "sys.modules[__name__] = a",
        "sys.modules['me'] = a",
        "def f():\n    setattr(sys.modules[__name__], a, b)",
        "vars()[a] = b",
        "exec(a)",
        "__getattr__, __dir__, _ = lazy.attach(__name__, ['a'])",
        "make_names(__name__)",
        "lazy_import('a')",
    ],
)
def test_a_module_that_makes_its_names_may_have_any(text: str) -> None:
    assert may_have("python", text, "anything")


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    x = 1\n\n    return x",
        "class A:\n    x = 1\n\n    def f(self):\n        x = 2",
        "class A:\n    def __getattr__(self, name): ...",
        "'x'  # x",
        "def f():\n    return globals()[a]",
        "__all__ = [n for n in globals() if n[:1] != '_']",
        "log = logging.getLogger(__name__)\nif __name__ == '__main__': pass",
        "sys.modules['a.b'] = c",
        "def f():\n    setattr(a, b, c)",
    ],
)
def test_what_functions_and_classes_keep_to_themselves_is_no_name_of_the_module(text: str) -> None:
    assert not may_have("python", text, "x")


def test_names_that_are_lifted_out_of_a_class_belong_to_the_module() -> None:
    text = "@enum.global_enum\nclass A:\n    X = 1\n"
    assert may_have("python", text, "X")
    assert not may_have("python", text, "Y")


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("exports.x = 1", True),
        ("module.exports = { x, y }", True),
        ("Object.defineProperty(exports, 'x', { value: 1 })", True),
        ("exports.a = 1", False),
        ("module.exports = { a, b }", False),
        ("module.exports = { a, ...b }", True),
        ("module.exports = require('./a')", True),
        ("Object.assign(module.exports, a)", True),
        ("exports[a] = b", True),
        ("__exportStar(require('./a'), exports)", True),
        ("(function () { this.a = 1 })()", True),
        ("export const a = 1", False),
        ("export * from './a'", True),
        ("export * as x from './a'", True),
        ("export * as b from './a'", False),
        ("export = A; declare namespace A { function a(): void }", False),
        ("import { A } from './a'; export = A", True),
        ("declare global { interface B {} } export {}", False),
    ],
)
def test_a_module_of_scripts_has_the_names_that_it_exports(text: str, is_there: bool) -> None:
    assert may_have("typescript", text, "x") is is_there


def test_what_is_passed_on_whole_is_named() -> None:
    assert defined("python", "from .a import *\nfrom b import c").passed_on == (".a",)
    assert defined("typescript", "export * from './a'\nexport { b } from './b'").passed_on == (
        "./a",
    )
    dart = "export 'a.dart';\nexport 'b.dart' show B;\nimport 'c.dart';\npart 'd.dart';\npart of 'e.dart';"
    assert defined("dart", dart).passed_on == ("a.dart", "d.dart")


def test_a_module_that_puts_something_in_its_own_place_may_have_any_name() -> None:
    assert may_have("python", "sys.modules['a.distro'] = distro", "x")


def test_types_that_comments_declare_can_be_imported() -> None:
    text = "/** @typedef {{ a: 1,\n * b: 2 }} Shape */\n/** says Other */\nexport const a = 1;\n"
    assert may_have("javascript", text, "Shape")
    assert not may_have("javascript", text, "Other")
