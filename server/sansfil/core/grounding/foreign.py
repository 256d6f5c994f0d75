"""Another language's syntax in a completion: what cannot be code of the language of the file.

Only shapes that the language's own grammar has no place for count, and strings and comments do not.
"""

import re
from collections.abc import Mapping

from sansfil.core.grounding.quoting import without_quoted
from sansfil.core.grounding.scanning import SCRIPTS

_Shapes = Mapping[str, re.Pattern[str]]


def _any(*shapes: str) -> re.Pattern[str]:
    return re.compile("|".join(shapes), re.MULTILINE)


_PRINT_OF_JAVA = r"\bSystem\.(?:out|err)\.print(?:ln|f)?\s*\("
_IMPORT_OF_JAVA = r"^[ \t]*import\s+(?:static\s+)?(?:java|javax|android|androidx|org|com|kotlinx?|io|net)(?:\.\w+)+(?:\.\*)?\s*;?\s*$"  # noqa: E501
_PACKAGE = r"^[ \t]*package\s+[a-z][\w.]*\s*;?\s*$"
_MEMBER_OF_JAVA = (
    r"^[ \t]*(?:public|private|protected)\s+(?:(?:static|final|abstract|synchronized)\s+)*"
    r"(?:class|interface|enum|void|int|long|double|boolean|String|[A-Z]\w*(?:<[^<>\n]*(?:<[^<>\n]*>)?[^<>\n]*>)?(?:\[\])?)\s+\w+\s*(?:[({;=]|extends\b|implements\b|$)"
)
_JAVA_ONLY = (
    r"\bpublic\s+static\s+void\s+main\b",
    r"\bthrows\s+[A-Z]\w*(?:Exception|Error)\b",
    r"\bString\s*\[\]\s*\w+",
)
_LET_OF_C = r"^[ \t]*(?:const|let|var)\s+[\w$]+(?:\s*:\s*[\w<>\[\]|, .]+)?\s*=[^=]"
_FUNCTION = r"^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\("
_DEF = r"^[ \t]*(?:async\s+)?def\s+\w+\s*\(.*\)\s*(?:->[^:{}\n]+)?:\s*$"
_SELF = r"^[ \t]*def\s+\w+\s*\(self\b"
_FROM_IMPORT = r"^[ \t]*from\s+[\w.]+\s+import\s+[\w(*]"
_ELIF = r"^[ \t]*elif\b[^{};\n]*:\s*$"
_EXCEPT = r"^[ \t]*except\b(?:[ \t]+[\w.() \t,]+)?:[ \t]*$"
_FUN_OF_KOTLIN = r"^[ \t]*(?:(?:override|private|public|internal|suspend|open|inline)\s+)*fun\s+(?:<[^<>\n]*>\s*)?(?:\w+\.)?\w+\s*\([^\n]*"  # noqa: E501
_VAL_OF_KOTLIN = r"^[ \t]*(?:(?:private|override|lateinit|const)\s+)*val\s+\w+(?:\s*:\s*[\w<>?, ]+)?\s*(?:=|by\b)"
_FUNC_OF_SWIFT = r"^[ \t]*(?:@\w+\s+)?(?:(?:private|public|override|static|fileprivate|open|mutating)\s+)*func\s+\w+\s*(?:<[^<>\n]*>)?\("  # noqa: E501
_GUARD_OF_SWIFT = r"^[ \t]*guard\s+(?:let|var)\s+\w+"
_INCLUDE_OF_C = r"^[ \t]*#\s*include\s*[<\"]"
_PRINT_OF_C = r"\bstd::(?:cout|endl|vector|string)\b"
_PRINT_OF_GO = r"\bfmt\.(?:Print|Sprint|Errorf)\w*\s*\("
_FUNC_OF_GO = r"^[ \t]*func\s+(?:\(\w+\s+\*?\w+\)\s*)?\w+\s*\(|^[ \t]*if\s+err\s*!=\s*nil\s*\{"
_FN_OF_RUST = r"^[ \t]*(?:pub(?:\(\w+\))?\s+)?fn\s+\w+\s*(?:<[^\n]*>)?\(|^[ \t]*let\s+mut\s+\w+|\bprintln!\s*\(|^[ \t]*use\s+(?:std|crate|super)::"  # noqa: E501

_DART: _Shapes = {
    "Java": _any(
        _PRINT_OF_JAVA,
        _IMPORT_OF_JAVA,
        _PACKAGE,
        _MEMBER_OF_JAVA,
        *_JAVA_ONLY,
        r"\b(?:Array|Linked)List<[^<>\n]*>\s*\w+\s*=|\bnew\s+(?:ArrayList|HashMap|HashSet|LinkedList|Scanner|StringBuilder)\b",
        r"^[ \t]*@Override\b",
        r"\w[ \t]+instanceof[ \t]+[A-Z]|\w::\w|\bnew[ \t]+\w+\[",
        r"\bcatch[ \t]*\([ \t]*(?:final[ \t]+)?[A-Z][\w.| ]*[ \t]\w+[ \t]*\)",
        r"\bfor[ \t]*\([ \t]*(?:final[ \t]+)?[\w<>.?]+[ \t]+\w+[ \t]*:[^:]",
        r"\b\w+\[\][ \t]+\w+[ \t]*[=;]",
        r"^[ \t]*(?:final[ \t]+)?boolean[ \t]+\w+[ \t]*[=;]",
        r"\bsetContentView[ \t]*\([ \t]*R\.|\bCollectors\.to\w+[ \t]*\(",
    ),
    "Kotlin": _any(
        _FUN_OF_KOTLIN + r"\{\s*$",
        _FUN_OF_KOTLIN + r"\)\s*:\s*\w+",
        _VAL_OF_KOTLIN,
        r"^[ \t]*import\s+[a-z]\w*(?:\.\w+)+\s*$",
    ),
    "Swift": _any(
        _FUNC_OF_SWIFT, _GUARD_OF_SWIFT, r"^[ \t]*import\s+(?:UIKit|SwiftUI|Foundation)\b"
    ),
    "Python": _any(
        _SELF,
        _DEF,
        _FROM_IMPORT,
        _ELIF,
        _EXCEPT,
        r"^[ \t]*import\s+\w+(?:\.\w+)*(?:\s+as\s+\w+)?\s*$",
        r"^[ \t]*(?:if|while|for)\s+[^(){};\n]+:\s*$",
        r"^[ \t]*class\s+\w+(?:\([\w., ]*\))?:\s*$",
    ),
    "JavaScript": _any(
        r"\bconsole\.(?:log|error|warn)\s*\(",
        _FUNCTION + r"[^\n]*\)\s*\{",
        r"^[ \t]*(?:const|let|var)\s+[\w$]+\s*=\s*require\s*\(",
        r"[^=!]===[^=]|!==",
        r"^[ \t]*import\s+(?:\{[^{}]*\}|\w+|\*\s+as\s+\w+)\s+from\b",
        r"^[ \t]*let\s+\w+\s*=",
        r"^[ \t]*module\.exports\b",
    ),
    "Go": _any(_PRINT_OF_GO),
    "Rust": _any(_FN_OF_RUST),
    "C++": _any(_INCLUDE_OF_C, _PRINT_OF_C),
}
_PYTHON: _Shapes = {
    "JavaScript": _any(
        r"\bconsole\.(?:log|error|warn|info)\s*\([^\n]*\)\s*;\s*$",
        _FUNCTION + r"[^\n]*\)\s*\{",
        _LET_OF_C,
        r"^[ \t]*import\s+(?:\{[^{}]*\}|\*\s+as\s+\w+|\w+\s*,\s*\{[^{}]*\})\s+from\b",
        r"^[ \t]*import\s+\w+\s+from\s*['\"]",
        r"^[ \t]*import\s*['\"]",
        r"===|!==",
        r"^[ \t]*module\.exports\s*=",
        r"\brequire\s*\(\s*['\"][^\n]*\)\s*;",
    ),
    "Java": _any(
        _PRINT_OF_JAVA,
        r"^[ \t]*import\s+(?:static\s+)?java(?:x)?(?:\.\w+)+(?:\.\*)?\s*;",
        _MEMBER_OF_JAVA,
        *_JAVA_ONLY,
        r"^[ \t]*@Override\s*$",
    ),
    "C": _any(
        r"^[ \t]*\}\s*else(?:\s+if\s*\([^\n]*\))?\s*\{\s*$",
        r"^[ \t]*(?:if|while|for|switch)\s*\([^\n]*\)\s*\{\s*$",
        r"(?<![&|])(?:&&|\|\|)(?![&|])",
        r"^[ \t]*(?:if|while|elif)\s*\(?!\s*[\w(]",
        r"\b\w+\+\+\s*[;)]",
        _INCLUDE_OF_C,
        _PRINT_OF_C,
        r"^[ \t]*(?:int|float|double|char|void|long)\s+\w+\s*(?:=[^=]|\()[^\n]*[;{]\s*$",
    ),
    "Dart": _any(
        r"^[ \t]*import\s+['\"](?:package|dart):",
        r"^[ \t]*final\s+\w+\s+\w+\s*=",
        r"^[ \t]*@override\s*\n\s*Widget\b",
        r"^[ \t]*part\s+(?:of\s+)?['\"]",
    ),
    "Kotlin": _any(_FUN_OF_KOTLIN + r"\{\s*$", _VAL_OF_KOTLIN),
    "Swift": _any(_FUNC_OF_SWIFT, _GUARD_OF_SWIFT),
    "Go": _any(_FUNC_OF_GO),
    "Rust": _any(_FN_OF_RUST),
    "PHP": _any(r"^[ \t]*<\?php\b|^[ \t]*\$\w+\s*=[^=]"),
}
_SCRIPT: _Shapes = {
    "Python": _any(
        _SELF,
        _DEF,
        _FROM_IMPORT,
        _ELIF,
        _EXCEPT,
        r"^[ \t]*import\s+\w+(?:\.\w+)+(?:\s+as\s+\w+)?\s*$",
        r"^[ \t]*import\s+\w+\s+as\s+\w+\s*$",
        r"^[ \t]*(?:if|while)\s+(?:[^(){};=?!\n]|[=!]=(?!=))+:\s*$",
        r"^[ \t]*for\s+\w+(?:\s*,\s*\w+)*\s+in\s+[^(){};\n]+(?:\(.*\))?:\s*$",
        r"^[ \t]*class\s+\w+(?:\([\w., ]*\))?:\s*$",
        r"^[ \t]*print\s*\(\s*f?['\"][^\n]*['\"]\s*(?:%|\.format)",
        r"[=(,]\s*(?:None|True|False)\s*[,;)]?\s*$",
        r"^[ \t]*return\s+(?:None|True|False)\s*;?\s*$",
    ),
    "Java": _any(
        _PRINT_OF_JAVA,
        _IMPORT_OF_JAVA,
        r"^[ \t]*package\s+[a-z]\w*(?:\.\w+)+\s*;",
        *_JAVA_ONLY,
        r"^[ \t]*@Override\s*$",
        r"^[ \t]*(?:public|private|protected)\s+(?:(?:static|final|abstract)\s+)*(?:class|interface|enum)\s+\w",
        r"^[ \t]*(?:public|private|protected)\s+(?:(?:static|final)\s+)*"
        r"(?:void|int|String|boolean|double|long)\s+\w+\s*[(;=]",
    ),
    "Dart": _any(
        r"^[ \t]*import\s+['\"](?:package|dart):",
        r"^[ \t]*@override\s*$",
        r"^[ \t]*part\s+(?:of\s+)?['\"]",
        r"^[ \t]*Widget\s+\w+\s*\(",
    ),
    "Kotlin": _any(_FUN_OF_KOTLIN + r"\{\s*$", _VAL_OF_KOTLIN),
    "Swift": _any(_FUNC_OF_SWIFT, _GUARD_OF_SWIFT),
    "Go": _any(_PRINT_OF_GO, _FUNC_OF_GO),
    "Rust": _any(_FN_OF_RUST),
    "C++": _any(
        _INCLUDE_OF_C,
        _PRINT_OF_C,
        r"^[ \t]*(?:(?:static|unsigned|const)[ \t]+)*(?:int|void|char|double|float|bool|long)[ \t]+\*?\w+"
        r"[ \t]*\([^()\n]*\)[ \t]*\{",
    ),
}
_LANGUAGES: Mapping[str, _Shapes] = {
    "python": _PYTHON,
    "dart": _DART,
    **dict.fromkeys(SCRIPTS, _SCRIPT),
}


def foreign(language: str, text: str) -> str:
    """The name of the language that `text` has syntax of and that `language` is not; empty where
    there is none. `text` begins in code, not in a string or a comment."""
    found = foreign_at(language, text)
    return found[0] if found else ""


def foreign_at(language: str, text: str) -> tuple[str, int] | None:
    """The same with where that stands first in `text`."""
    shapes = _LANGUAGES.get(language)
    if shapes is None or not text.strip():
        return None
    code = without_quoted(language, text)
    found = (
        (match.start(), name) for name, shape in shapes.items() if (match := shape.search(code))
    )
    at, name = min(found, default=(-1, ""))
    return None if at < 0 else (name, _first_visible(text, at))


def _first_visible(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
