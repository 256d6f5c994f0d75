"""What cannot be code of JavaScript or TypeScript, nor text of JSX as it is written, and which language has it."""

from sansfil.core.grounding.shapes import (
    CPP_ONLY,
    CSHARP_ONLY,
    FUNC_OF_GO,
    IMPORT_OF_JAVA,
    JAVA_ONLY,
    KOTLIN_ONLY,
    OVERRIDE_OF_JAVA,
    PRINT_OF_GO,
    PRINT_OF_JAVA,
    RUST_ONLY,
    STATEMENTS_OF_PYTHON,
    SWIFT_ONLY,
    Shapes,
    shape,
)

_TYPE_OF_DART = (
    r"(?:String|int|double|bool|num|dynamic|(?:List|Map|Set|Future|Stream|Iterable)<[^\n=()]*>)\??"
)
_TYPES_OF_DART = "String int double bool num dynamic List< Map< Set< Future< Stream< Iterable<"
_ONE = r"[\w.$'\"]*(?:<[^\n()]*>)?(?:\[\])*"
_TYPE = rf"[A-Za-z_$]{_ONE}(?:[ \t]*\|[ \t]*[A-Za-z_$'\"]{_ONE})*"

NOT_TYPESCRIPT: Shapes = {
    "Python": (
        *STATEMENTS_OF_PYTHON,
        shape("import", r"^[ \t]*import\s+\w+(?:(?:\.\w+)+(?:\s+as\s+\w+)?|\s+as\s+\w+)\s*$"),
        shape("if while", r"^[ \t]*(?:if|while)\s+(?:[^(){};=?!\n]|[=!]=(?!=))+:\s*$"),
        shape("for", r"^[ \t]*for\s+\w+(?:\s*,\s*\w+)*\s+in\s+[^(){};\n]+(?:\(.*\))?:\s*$"),
        shape("print", r"^[ \t]*print\s*\(\s*f?['\"][^\n]*['\"]\s*(?:%|\.format)"),
        shape("None True False", r"[=(,]\s*(?:None|True|False)\s*[,;)]?\s*$"),
        shape("return", r"^[ \t]*return\s+(?:None|True|False)\s*;?\s*$"),
        shape("None", r"\bis[ \t]+(?:not[ \t]+)?None\b"),
        shape("f' f\"", r"[=(,\[][ \t]*f['\"]"),
        shape("__", r"\bself\.__\w+__\b|^[ \t]*__\w+__[ \t]*=[ \t]*['\"\[]"),
        shape("not", r"^[ \t]*(?:return|if|while|assert)[ \t]+not[ \t]+\w+(?:[.(\[][^\n]*)?$"),
    ),
    "Java": (
        PRINT_OF_JAVA,
        IMPORT_OF_JAVA,
        shape("package", r"^[ \t]*package\s+[a-z]\w*(?:\.\w+)+\s*;"),
        *JAVA_ONLY,
        OVERRIDE_OF_JAVA,
        shape(
            "public private protected",
            r"^[ \t]*(?:public|private|protected)\s+(?:(?:static|final|abstract)\s+)*"
            r"(?:(?:class|interface|enum)\s+\w|(?:void|int|String|boolean|double|long)\s+\w+\s*[(;=])",
        ),
        shape("catch", r"\bcatch[ \t]*\([ \t]*(?:final[ \t]+)?[A-Z][\w.]*[ \t]+\w+[ \t]*\)"),
        shape("final", r"^[ \t]*(?:private|public|protected)[ \t]+(?:static[ \t]+)?final[ \t]+\w"),
    ),
    "C#": CSHARP_ONLY,
    "C++": (
        *CPP_ONLY,
        shape(
            "int void char double float bool long",
            r"^[ \t]*(?:(?:static|unsigned|const)[ \t]+)*(?:int|void|char|double|float|bool|long)[ \t]+\*?\w+"
            r"[ \t]*\([^()\n]*\)[ \t]*\{",
        ),
        shape(
            "int char double float bool boolean long",
            r"^[ \t]*(?:unsigned[ \t]+|const[ \t]+)*(?:int|char|double|float|bool|boolean|long)[ \t]+\*?\w+"
            r"[ \t]*(?:=[^=>]|;)",
        ),
    ),
    "Dart": (
        shape("@override", r"^[ \t]*@override\s*$"),
        shape("part", r"^[ \t]*part\s+(?:of\s+)?['\"]"),
        shape("Widget", r"^[ \t]*Widget\s+\w+\s*\("),
        shape(
            "final",
            rf"^[ \t]*(?:(?:static|late)[ \t]+)*final[ \t]+(?:{_TYPE_OF_DART}[ \t]+|[A-Z]\w*[ \t]+)?\w+"
            r"[ \t]*(?:=[^=]|;)",
        ),
        shape(
            _TYPES_OF_DART,
            rf"^[ \t]*(?:(?:static|late)[ \t]+)*{_TYPE_OF_DART}[ \t]+\w+"
            r"[ \t]*(?:=[^=>]|;|\([^()\n]*\)[ \t]*(?:async[ \t]*)?(?:\{|=>))",
        ),
        shape("async", r"\)[ \t]*async[ \t]*\*?[ \t]*(?:\{|=>)"),
        shape("required", r"\brequired[ \t]+(?:this|super)\.\w"),
        shape("super.key", r"\(\{[ \t]*super\.key\b"),
        shape("mixin extension", r"^[ \t]*(?:mixin|extension)[ \t]+\w+[ \t]+on[ \t]+\w+[ \t]*\{"),
        shape("factory", r"^[ \t]*factory[ \t]+[A-Z]\w*(?:\.\w+)?[ \t]*\("),
        shape("<String,", r"<String,[ \t]*dynamic>"),
        shape("..", r"^[ \t]*\.\.[a-z]\w*[ \t]*[(=]"),
        shape(
            "catch",
            r"\bcatch[ \t]*\([ \t]*\w+[ \t]*,[ \t]*\w+[ \t]*\)|\}[ \t]*on[ \t]+[A-Z]\w*[ \t]+catch\b",
        ),
    ),
    "Kotlin": KOTLIN_ONLY,
    "Swift": SWIFT_ONLY,
    "Go": (PRINT_OF_GO, FUNC_OF_GO, shape(":=", r"^[ \t]*\w+(?:,[ \t]*\w+)*[ \t]*:=[ \t]*\S")),
    "Rust": RUST_ONLY,
}
NOT_JAVASCRIPT: Shapes = {
    **NOT_TYPESCRIPT,
    "TypeScript": (
        shape(
            "class interface enum namespace",
            r"^[ \t]*(?:export[ \t]+)?(?:default[ \t]+)?(?:declare[ \t]+)?"
            r"(?:abstract[ \t]+class|interface|(?:const[ \t]+)?enum|namespace)[ \t]+\w+[^\n;()]*\{",
        ),
        shape(
            "type",
            r"^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?type[ \t]+[A-Za-z_]\w*(?:<[^\n]*>)?[ \t]*=[^=>]",
        ),
        shape("type", r"^[ \t]*(?:import|export)[ \t]+type(?:[ \t]*[{*]|[ \t]+\w+[ \t]+from\b)"),
        shape("type", r"^[ \t]*(?:import|export)[ \t]*\{[^{}\n]*\btype[ \t]+(?!as\b)\w+[^{}\n]*\}"),
        shape(
            "const let var",
            r"^[ \t]*(?:export[ \t]+)?(?:const|let|var)[ \t]+[\w$]+!?[ \t]*:[ \t]*[\w$({\[]",
        ),
        shape(
            "function",
            r"\bfunction[ \t]*\*?[ \t]*[\w$]*[ \t]*\((?:[ \t]*[\w$]+\??[ \t]*:|[^()\n]*\)[ \t]*:[ \t]*[\w$])",
        ),
        shape(
            "=>",
            rf"\([ \t]*[\w$]+\??[ \t]*:[ \t]*{_TYPE}(?:[ \t]*,[^()\n]*)?\)[ \t]*(?::[ \t]*{_TYPE}[ \t]*)?=>",
        ),
        shape(
            "{",
            rf"^[ \t]*(?:async[ \t]+)?[\w$]+[ \t]*\([ \t]*[\w$]+\??[ \t]*:[ \t]*{_TYPE}(?:[ \t]*,[^()\n]*)?\)"
            r"[ \t]*(?::[^\n()]*)?\{[ \t]*$",
        ),
        shape("implements", r"\bclass[ \t]+\w+[^\n{]*\bimplements[ \t]+\w"),
        shape("<", r"\bclass[ \t]+\w+[ \t]*<[A-Z]|\bfunction[ \t]+\w+[ \t]*<[A-Z]"),
        shape(
            "public private protected readonly",
            r"^[ \t]*(?:(?:public|private|protected|static|declare)[ \t]+)*(?:public|private|protected|readonly)[ \t]+"
            r"(?:(?:static|readonly|async|override)[ \t]+)*[\w$]+"
            r"[ \t]*(?:[?!]?:[ \t]*[\w$({\[]|\([^\n]*\{[ \t]*$|=[^=>])",
        ),
        shape(
            "as",
            r"[\w$)\]][ \t]+as[ \t]+(?:(?:const|any|unknown|string|number|boolean)[ \t]*[;)\]]"
            r"|[A-Z]\w*(?:<[^\n()]*>)?(?:\[\])*[ \t]*(?:;|\)[.;]))",
        ),
        shape("!.", r"[\w$)\]]!\.[\w$]"),
        shape("declare", r"^[ \t]*declare[ \t]+(?:module|global|const|function|class|var|let)\b"),
        shape("satisfies", r"\}[ \t]*satisfies[ \t]+\w"),
    ),
}
