"""Shapes of code that more than one language has no place for, and how they are found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Shape:
    """`source` is a pattern of which each match has one of `needles` in it: looking for these is many times as
    fast, and most patterns are never made ready."""

    needles: tuple[str, ...]
    source: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source, re.MULTILINE)

    def found_in(self, code: str) -> re.Match[str] | None:
        if not any(needle in code for needle in self.needles):
            return None
        return self.pattern.search(code)


Shapes = Mapping[str, tuple[Shape, ...]]
"""By the name of a language, what is found in its code and cannot be in that of another one."""


def shape(needles: str, source: str) -> Shape:
    """With the needles between blanks."""
    return Shape(tuple(needles.split()), source)


# Of Python, wherever a statement may begin.
STATEMENTS_OF_PYTHON = (
    shape("def", r"^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*[(\[]"),
    shape("from", r"^[ \t]*from\s+[\w.]+\s+import\s+[\w(*]"),
    shape("elif", r"^[ \t]*elif\b[^{};\n]*:\s*$"),
    shape("except", r"^[ \t]*except\b(?:[ \t]+[\w.() \t,]+)?:[ \t]*$"),
    shape("if while for", r"^[ \t]*(?:if|while|for)[ \t]+(?![(\s])[^\n{};?]*:[ \t]*$"),
    shape(
        "try: finally: else:",
        r"^[ \t]*(?:try|finally|else):[ \t]*\n"
        r"[ \t]+(?:return|raise|pass|self|import|from|for|if|with)\b(?![ \t]*[:(,?])",
    ),
    shape("class", r"^[ \t]*class\s+\w+(?:\([\w., =\[\]]*\))?:\s*$"),
    shape("with", r"^[ \t]*(?:async[ \t]+)?with[ \t]+[^\n]*[ \t]as[ \t]+\w+[ \t]*:[ \t]*$"),
    shape("raise", r"^[ \t]*raise[ \t]+[A-Z]\w*[ \t]*(?:\(|$)"),
    shape("@", r"^[ \t]*@(?:staticmethod|classmethod|abstractmethod|dataclass)[ \t]*$"),
    shape("pass", r":[ \t]*\n[ \t]+pass[ \t]*$"),
    shape("lambda", r"\blambda[ \t]+\*{0,2}\w+(?:[ \t]*,[ \t]*\*{0,2}\w+)*[ \t]*:"),
    shape(
        "for",
        r"[\w)\]][ \t]+for[ \t]+\w+(?:[ \t]*,[ \t]*\w+)*[ \t]+in[ \t]+\w[\w.]*(?:\([^()\n]*\))?"
        r"(?:[ \t]+if[ \t][^\n]*)?[ \t]*[\])}]",
    ),
    shape("#", r"^[ \t]*#[ \t]+\w"),
    shape("nonlocal", r"^[ \t]*nonlocal[ \t]+\w+(?:[ \t]*,[ \t]*\w+)*[ \t]*$"),
    shape("del", r"^[ \t]*del[ \t]+\w+[\w.\[\]]*[ \t]*$"),
)

PRINT_OF_JAVA = shape("System.", r"\bSystem\.(?:out|err)\.print(?:ln|f)?\s*\(")
IMPORT_OF_JAVA = shape(
    "import",
    r"^[ \t]*import\s+(?:static\s+)?(?:java|javax|android|androidx|org|com|kotlinx?|io|net)"
    r"(?:\.\w+)+(?:\.\*)?\s*;?\s*$",
)
PACKAGE = shape("package", r"^[ \t]*package\s+[a-z][\w.]*\s*;?\s*$")
MEMBER_OF_JAVA = shape(
    "public private protected",
    r"^[ \t]*(?:public|private|protected)\s+(?:(?:static|final|abstract|synchronized|override|async|readonly)\s+)*"
    r"(?:class|interface|enum|void|int|long|double|boolean|bool|string|String|"
    r"[A-Z]\w*(?:<[^<>\n]*(?:<[^<>\n]*>)?[^<>\n]*>)?(?:\[\])?\??)"
    r"\s+\w+\s*(?:[({;=]|extends\b|implements\b|$)",
)
JAVA_ONLY = (
    shape("public", r"\bpublic\s+static\s+void\s+main\b"),
    shape("throws", r"\bthrows\s+[A-Z]\w*(?:Exception|Error)\b"),
    shape("String", r"\bString\s*\[\]\s*\w+"),
    shape(
        "new",
        r"\bnew[ \t]+(?:ArrayList|HashMap|HashSet|LinkedList|Scanner|StringBuilder)\b[ \t]*[<(]",
    ),
)
OVERRIDE_OF_JAVA = shape("@Override", r"^[ \t]*@Override\b")
CSHARP_ONLY = (
    shape("using", r"^[ \t]*using[ \t]+(?:static[ \t]+)?[A-Z]\w*(?:\.\w+)*[ \t]*;"),
    shape("Console.", r"\bConsole\.(?:Write|Read)(?:Line)?[ \t]*\("),
    shape("foreach", r"\bforeach[ \t]*\([ \t]*(?:var|[A-Z]\w*|string|int)[ \t]+\w+[ \t]+in\b"),
    shape("get;", r"\{[ \t]*get;[ \t]*(?:(?:private|protected|internal)[ \t]+)?(?:set;|init;|\})"),
)

LET_OF_C = shape(
    "const let var", r"^[ \t]*(?:const|let|var)\s+[\w$]+(?:\s*:\s*[\w<>\[\]|, .]+)?\s*=[^=]"
)
FUNCTION = shape(
    "function",
    r"^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\([^\n]*\)\s*\{",
)
_FUN = (
    r"^[ \t]*(?:(?:override|private|public|internal|suspend|open|inline)\s+)*fun\s+(?:<[^<>\n]*>\s*)?"
    r"(?:\w+\.)?\w+\s*\([^\n]*"
)
KOTLIN_ONLY = (
    shape("fun", _FUN + r"\{\s*$"),
    shape("fun", _FUN + r"\)\s*(?::\s*[\w<>?.]+\s*)?=[^=>]"),
    shape(
        "val",
        r"^[ \t]*(?:(?:private|override|lateinit|const)\s+)*val\s+\w+(?:\s*:\s*[\w<>?, ]+)?\s*(?:=|by\b)",
    ),
    shape("lateinit", r"^[ \t]*(?:private[ \t]+)?lateinit[ \t]+var\b"),
    shape("class", r"^[ \t]*(?:data|sealed|open)[ \t]+class[ \t]+\w+[ \t]*\("),
    shape("companion", r"^[ \t]*companion[ \t]+object\b"),
)
FUN_WITH_TYPE = shape("fun", _FUN + r"\)\s*:\s*\w+")
SWIFT_ONLY = (
    shape(
        "func",
        r"^[ \t]*(?:@\w+\s+)?(?:(?:private|public|override|static|fileprivate|open|mutating)\s+)*func\s+\w+\s*"
        r"(?:<[^<>\n]*>)?\(",
    ),
    shape("guard", r"^[ \t]*guard\s+(?:let|var)\s+\w+"),
    shape("if", r"\bif[ \t]+(?:let|var)[ \t]+\w+[ \t]*="),
    shape("import", r"^[ \t]*import\s+(?:UIKit|SwiftUI|Foundation)\b"),
)
CPP_ONLY = (
    shape("include", r"^[ \t]*#\s*include\s*[<\"]"),
    shape("std::", r"\bstd::(?:cout|endl|vector|string)\b"),
)
PRINT_OF_GO = shape("fmt.", r"\bfmt\.(?:Print|Sprint|Errorf)\w*\s*\(")
FUNC_OF_GO = shape(
    "func err", r"^[ \t]*func\s+(?:\(\w+\s+\*?\w+\)\s*)?\w+\s*\(|^[ \t]*if\s+err\s*!=\s*nil\s*\{"
)
RUST_ONLY = (
    shape("fn", r"^[ \t]*(?:pub(?:\(\w+\))?\s+)?fn\s+\w+\s*(?:<[^\n]*>)?\("),
    shape("let", r"^[ \t]*let\s+mut\s+\w+"),
    shape("println!", r"\bprintln!\s*\("),
    shape("use", r"^[ \t]*use\s+(?:std|crate|super)::"),
)
