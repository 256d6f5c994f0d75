"""What cannot be code of Dart, and which language has it."""

import re

from sansfil.core.grounding.shapes import (
    CPP_ONLY,
    CSHARP_ONLY,
    FUN_WITH_TYPE,
    FUNCTION,
    IMPORT_OF_JAVA,
    JAVA_ONLY,
    KOTLIN_ONLY,
    MEMBER_OF_JAVA,
    OVERRIDE_OF_JAVA,
    PACKAGE,
    PRINT_OF_GO,
    PRINT_OF_JAVA,
    RUST_ONLY,
    STATEMENTS_OF_PYTHON,
    SWIFT_ONLY,
    Shapes,
    shape,
)

NOT_DART: Shapes = {
    "Java": (
        PRINT_OF_JAVA,
        IMPORT_OF_JAVA,
        PACKAGE,
        MEMBER_OF_JAVA,
        *JAVA_ONLY,
        OVERRIDE_OF_JAVA,
        shape("List<", r"\b(?:Array|Linked)List<[^<>\n]*>\s*\w+\s*="),
        shape("new", r"\bnew\s+(?:ArrayList|HashMap|HashSet|LinkedList|Scanner|StringBuilder)\b"),
        shape("instanceof :: new", r"\w[ \t]+instanceof[ \t]+[A-Z]|\w::\w|\bnew[ \t]+\w+\["),
        shape("catch", r"\bcatch[ \t]*\([ \t]*(?:final[ \t]+)?[A-Z][\w.| ]*[ \t]\w+[ \t]*\)"),
        shape("for", r"\bfor[ \t]*\([ \t]*(?:final[ \t]+)?[\w<>.?]+[ \t]+\w+[ \t]*:[^:]"),
        shape("[]", r"\b\w+\[\][ \t]+\w+[ \t]*[=;]"),
        shape(
            "boolean long short byte char float",
            r"^[ \t]*(?:(?:static|final)[ \t]+)*(?:boolean|long|short|byte|char|float)[ \t]+\w+[ \t]*[=;]",
        ),
        shape(
            "setContentView Collectors",
            r"\bsetContentView[ \t]*\([ \t]*R\.|\bCollectors\.to\w+[ \t]*\(",
        ),
        shape("<Integer <Boolean", r"<(?:Integer|Boolean)[,>]"),
        shape("synchronized", r"\bsynchronized[ \t]*\([ \t]*this[ \t]*\)"),
        shape("->", r"->"),
    ),
    "C#": (
        *CSHARP_ONLY,
        shape("namespace", r"^[ \t]*namespace[ \t]+[A-Z][\w.]*[ \t]*[;{]?[ \t]*$"),
        shape(
            "string decimal uint ulong object",
            r"^[ \t]*(?:(?:static|const|readonly)[ \t]+)*(?:string|decimal|uint|ulong|object)\??[ \t]+\w+"
            r"[ \t]*(?:=[^>]|;)",
        ),
        shape("Task $", r"\basync[ \t]+Task\b|\$['\"]"),
    ),
    "Kotlin": (
        *KOTLIN_ONLY,
        FUN_WITH_TYPE,
        shape("import", r"^[ \t]*import\s+[a-z]\w*(?:\.\w+)+\s*$"),
        shape("when", r"^[ \t]*when \(\w[\w.]*\) \{[ \t]*$"),
        shape("var", r"^[ \t]*(?:private[ \t]+)?var[ \t]+\w+[ \t]*:[ \t]*[A-Z]"),
        shape("?:", r"[\w)\]][ \t]\?:[ \t]\w"),
        shape("listOf mapOf setOf", r"=[ \t]*(?:listOf|mapOf|setOf)[ \t]*[<(]"),
        shape("mutable", r"\bmutable(?:ListOf|MapOf|SetOf)[ \t]*[<(]"),
    ),
    "Swift": (*SWIFT_ONLY, shape("nil", r"(?:==|!=|=|\breturn)[ \t]*nil\b")),
    "Python": (
        *STATEMENTS_OF_PYTHON,
        shape("import", r"^[ \t]*import\s+\w+(?:\.\w+)*(?:\s+as\s+\w+)?\s*$"),
        shape("if while for", r"^[ \t]*(?:if|while|for)\s+[^(){};\n]+:\s*$"),
        shape("and or", r"[\w)\]][ \t]+(?:and|or)[ \t]+(?:not\b|[\w(])"),
        shape("not", r"(?:\b(?:if|while|return|assert)|=)[ \t]*\(?[ \t]*not[ \t]+\w"),
        shape(
            "is not",
            r"\bis[ \t]+(?:not[ \t]+)?None\b|\bis[ \t]+not\b|\bnot[ \t]+in[ \t]+\w",
        ),
        shape(
            "None True False",
            r"(?:==|!=|[^=!<>]=|\breturn|[(,])[ \t]*(?:None|True|False)\b[ \t]*(?:$|[,;)\]}])",
        ),
        shape("f' f\" '' \"\"", r"\bf['\"]|^[ \t]*(?:'{6}|\"{6})"),
        shape("__", r"\b__\w+__\b[ \t]*\("),
        shape("assert", r"^[ \t]*assert[ \t]+(?!\()[^\n;]+$"),
    ),
    "JavaScript": (
        shape("console.", r"\bconsole\.(?:log|error|warn)\s*\("),
        FUNCTION,
        shape("require", r"^[ \t]*(?:const|let|var)\s+[\w$]+\s*=\s*require\s*\("),
        shape("=== !==", r"[^=!]===[^=]|!=="),
        shape(
            "import",
            r"^[ \t]*import\s+(?:type\s+)?(?:\{[^{}]*\}|\w+(?:\s*,\s*\{[^{}]*\})?|\*\s+as\s+\w+)\s+from\b",
        ),
        shape("let", r"^[ \t]*let\s+\w+\s*[=:;]"),
        shape("module.exports", r"^[ \t]*module\.exports\b"),
        shape(
            "export",
            r"^[ \t]*export[ \t]+(?:default|const|let|function|class|interface|type|async|enum|abstract|[{*])",
        ),
        shape(
            "=>",
            r"\basync[ \t]*\([^()\n]*\)[ \t]*=>|\([ \t]*[A-Za-z_]\w*[ \t]*=>"
            r"|[^=!<>]=[ \t]*(?:async[ \t]+)?[a-z_]\w*[ \t]*=>",
        ),
        shape(
            "} ]",
            r"^[ \t]*(?:const|let|var)[ \t]*[\[{][^\n]*\}[ \t]*="
            r"[ \t]*(?:require\b|await import\b|this\.|props\b|use[A-Z])",
        ),
        shape(
            "interface", r"^[ \t]*(?:export[ \t]+)?interface[ \t]+(?!class\b|mixin\b)\w+[^\n]*\{"
        ),
        shape("type", r"^[ \t]*(?:export[ \t]+)?type[ \t]+\w+[ \t]*=[^=]"),
        shape("const let var", r"^[ \t]*(?:const|let|var)[ \t]+\w+[ \t]*:[ \t]*\w"),
        shape("instanceof typeof", r"\w[ \t]+instanceof[ \t]+\w|\btypeof[ \t]+\w"),
        shape("undefined", r"\bundefined\b[ \t]*[;)&|]|(?:==|!=)[ \t]*undefined\b"),
        shape("`", r"`"),
    ),
    "Go": (
        PRINT_OF_GO,
        shape(":=", r"\w[ \t]*:=[ \t]*\S"),
        shape("func", r"^[ \t]*func[ \t]+\w+[ \t]*\("),
    ),
    "Rust": RUST_ONLY,
    "C++": (*CPP_ONLY, shape("auto", r"^[ \t]*auto[ \t]+\w+[ \t]*=")),
}
# `self` is a name like any other: it counts where nothing near gives it to something.
NOT_NAMED_IN_DART = re.compile(r"(?<![\w$.])self\.[a-z_]\w*")
NAMED_IN_DART = re.compile(r"\bself\b(?![ \t]*\.)")
