"""What cannot be code of Python, and which language has it."""

import re

from sansfil.core.grounding.shapes import (
    CPP_ONLY,
    FUNC_OF_GO,
    FUNCTION,
    JAVA_ONLY,
    KOTLIN_ONLY,
    LET_OF_C,
    MEMBER_OF_JAVA,
    OVERRIDE_OF_JAVA,
    PACKAGE,
    PRINT_OF_JAVA,
    RUST_ONLY,
    SWIFT_ONLY,
    Shapes,
    shape,
)

# A word of Python cannot be a name, and two names never stand side by side.
_NAME = r"(?!(?:if|else|for|in|is|and|or|not|as|import|async|await|lambda|from)\b)[A-Za-z_]\w*"
_TYPES_OF_C = "int float double char void long short bool boolean num String var dynamic".split()
_TYPE = rf"(?:(?:{'|'.join(_TYPES_OF_C)})|[A-Z]\w*<[^\n=()]*>)(?:\[\])?[?*&]?"

NOT_PYTHON: Shapes = {
    "JavaScript": (
        shape("console.", r"\bconsole\.(?:log|error|warn|info)\s*\([^\n]*\)\s*;\s*$"),
        FUNCTION,
        shape("function", rf"\bfunction[ \t]*\*?[ \t]+{_NAME}[ \t]*\("),
        LET_OF_C,
        shape(
            "const let var",
            rf"^[ \t]*(?:const|let|var)[ \t]+(?:{_NAME}[ \t]*(?:;|:[ \t]*\w)|[\[{{])",
        ),
        shape(
            "import",
            r"^[ \t]*import\s+(?:type\s+)?(?:\{[^{}]*\}|\*\s+as\s+\w+|\w+\s*,\s*\{[^{}]*\})\s+from\b",
        ),
        shape("import", r"^[ \t]*import\s*(?:(?:type\s+)?\w+\s+from\s*)?['\"]"),
        shape(
            "export",
            r"^[ \t]*export[ \t]+(?:default|const|let|var|function|class|async|type|interface|enum|abstract|[{*])",
        ),
        shape("=== !== =>", r"===|!==|=>"),
        shape("module.exports", r"^[ \t]*module\.exports\s*="),
        shape("require", r"\brequire\s*\(\s*['\"][^\n]*\)\s*;"),
        shape("new", rf"\bnew[ \t]+{_NAME}(?:\.\w+)*[ \t]*[(<\[{{]"),
        shape("`", r"`"),
        shape("?. ??", r"\?\.[A-Za-z_(\[]|\?\?[^?]"),
        shape("...", r"[\[({,][ \t]*\.\.\.[A-Za-z_(\[]"),
        shape("typeof instanceof", rf"\btypeof[ \t]+{_NAME}|\w[ \t]+instanceof[ \t]+{_NAME}"),
        shape(
            "interface enum namespace",
            r"^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?(?:interface|enum|namespace)[ \t]+\w+[^\n:]*\{",
        ),
        shape(
            "class",
            r"^[ \t]*(?:export[ \t]+)?(?:default[ \t]+)?(?:abstract[ \t]+)?class[ \t]+\w+"
            r"(?:[ \t]+(?:extends|implements)\b[^\n]*)?[ \t]*\{",
        ),
        shape("<", r"(?:\breturn|[=(,])[ \t]*</?[A-Za-z]|^[ \t]*</[A-Za-z][\w.]*>"),
        shape(";", r"(?:\breturn|=)[ \t]*(?:null|undefined|true|false)[ \t]*;"),
    ),
    "Java": (
        PRINT_OF_JAVA,
        shape("import", r"^[ \t]*import\s+(?:static\s+)?java(?:x)?(?:\.\w+)+(?:\.\*)?\s*;"),
        MEMBER_OF_JAVA,
        *JAVA_ONLY,
        OVERRIDE_OF_JAVA,
        PACKAGE,
    ),
    "C": (
        shape("{", r"\)[ \t]*(?:const[ \t]*|async[ \t]*\*?[ \t]*)?\{"),
        shape("else", r"^[ \t]*\}\s*else\s*\{\s*$|\belse[ \t]+if\b"),
        shape(
            "try finally do catch",
            r"\b(?:try|finally|do)[ \t]*\{|\}[ \t]*(?:catch|finally)\b|\bcatch[ \t]*(?:\([^()\n]*\)[ \t]*)?\{",
        ),
        shape("&& ||", r"(?<![&|])(?:&&|\|\|)(?![&|])"),
        shape(
            "!",
            r"^[ \t]*(?:if|while|elif)\s*\(?!\s*[\w(]|(?:[=(,&|]|\b(?:return|not|and|or))[ \t]*![A-Za-z_(]",
        ),
        shape("++ --", r"\b\w+(?:\+\+|--)\s*(?:[;)]|$)|^[ \t]*(?:\+\+|--)[A-Za-z_]\w*[ \t]*;"),
        shape("for", r"\bfor[ \t]*\([ \t]*(?:const|let|var|int|auto|size_t)[ \t]+\w"),
        shape("/* */", r"/\*|\*/"),
        shape("?", r"[\w)\]][ \t]+\?[ \t]+[^\n:]+[ \t]:[ \t]"),
        *CPP_ONLY,
        shape(
            f"> {' '.join(_TYPES_OF_C)}",
            rf"^[ \t]*(?:(?:static|final|const|late|unsigned)[ \t]+)*{_TYPE}[ \t]+{_NAME}[ \t]*(?:=[^=]|;|\()",
        ),
        shape("->", r"\w->\w"),
    ),
    "Dart": (
        shape(
            "final const late",
            r"^[ \t]*(?:static[ \t]+)?(?:late[ \t]+)?(?:final|const|late)[ \t]+(?:[\w<>?, ]+[ \t]+)?"
            rf"{_NAME}[ \t]*(?:=|;)",
        ),
        shape("@override", r"^[ \t]*@override\s*\n\s*Widget\b"),
        shape("part", r"^[ \t]*part\s+(?:of\s+)?['\"]"),
        shape("const", r"\bconst[ \t]+[A-Z]\w*(?:\.\w+)?[ \t]*[(<]"),
        shape("required", r"\brequired[ \t]+(?:this|super)\."),
        shape("mixin extension", r"^[ \t]*(?:mixin|extension)[ \t]+\w+[ \t]+on[ \t]+\w"),
        shape("..", r"^[ \t]*\.\.[A-Za-z_]"),
    ),
    "Kotlin": KOTLIN_ONLY,
    "Swift": SWIFT_ONLY,
    "Go": (FUNC_OF_GO, shape("fmt.", r"\bfmt\.(?:Print|Sprint|Errorf)\w*\s*\([^\n]*\)[ \t]*;")),
    "Rust": (*RUST_ONLY, shape("!(", r"\w!\([^\n]*\)[ \t]*;")),
    "PHP": (shape("<?php $", r"^[ \t]*<\?php\b|^[ \t]*\$\w+\s*=[^=]"),),
}
# What a line begins with only where no bracket is open: there it would go on with a division.
NOT_BEGINNING_PYTHON = re.compile(r"^[ \t]*//", re.MULTILINE)
