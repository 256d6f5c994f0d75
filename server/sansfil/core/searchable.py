"""Which files are searched, and why not the others."""

import re
from collections.abc import Iterable
from enum import StrEnum

from sansfil.core.learnable import (
    BINARY_SUFFIXES,
    Refusal,
    is_secret_path,
    one_of,
    suffix_of,
)

MOST_BYTES = 1_000_000
# Beyond this a line was not written by hand, nor was a file where lines are that long on average.
LONGEST_LINE = 500
LONGEST_MEAN_LINE = 200
# Long lines, pasted into a file of at least so many others, are no more of it than that.
FEW_LINES = 20
MOST_IN_LONG_LINES = 0.9
FEW_CHARACTERS = 2_000
HEADER_CHARACTERS = 2_000
# Generators sign above the code, or behind a line or two that a language wants first.
HEADER_LINES = 5


class SkipReason(StrEnum):
    """Keys of the sentences that say why a file is not searched."""

    SECRET = "index.skipped.secret"  # noqa: S105 - a reason, no password
    BINARY = "index.skipped.binary"
    DATA = "index.skipped.data"
    GENERATED = "index.skipped.generated"
    MINIFIED = "index.skipped.minified"
    LOCK = "index.skipped.lock"
    TOO_LARGE = "index.skipped.too_large"
    NOT_UTF8 = "index.skipped.not_utf8"
    NAME = "index.skipped.name"
    UNREADABLE = "index.skipped.unreadable"
    LINK = "index.skipped.link"
    IGNORED = "index.skipped.ignored"
    EXCLUDED = "index.skipped.excluded"
    TOO_MANY = "index.skipped.too_many"


LOCK_NAMES = (
    "*.lock", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.sum", "go.work.sum",
    "packages.lock.json", "bun.lockb", ".package-lock.json", "package.resolved", "*.lockfile",
    "cartfile.resolved", "*.lock.json", "*.lock.hcl",
)  # fmt: skip
GENERATED_NAMES = (
    "*.g.dart", "*.freezed.dart", "*.mapper.dart", "*.gr.dart", "*.mocks.dart",
    "*.pb.dart", "*.pbenum.dart", "*.pbjson.dart", "*.pbserver.dart", "*.pbgrpc.dart", "*.gen.dart",
    "*.pb.go", "*_gen.go", "*.pb.cc", "*.pb.h", "*_pb2.py", "*_pb2_grpc.py", "*_pb2.pyi", "*.pb.swift",
    "*.designer.cs", "*.g.cs", "*.generated.*", "generated_plugin_registrant.*",
    "generatedpluginregistrant.*", "generated_plugins.cmake", "mockserviceworker.js",
)  # fmt: skip
MINIFIED_NAMES = ("*.min.js", "*.min.css", "*.min.mjs", "*.bundle.js", "*-min.js", "*.map")
DATA_NAMES = (
    "*.svg", "*.ipynb", "*.csv", "*.tsv", "*.jsonl", "*.ndjson", "*.log", "*.snap", "*.po", "*.pot",
    "*.pbxproj", "*.xcworkspacedata", "*.geojson", "*.ai", "*.eps", "*.ps", "*.drawio", "*.excalidraw",
    "*.out", "*.patch", "*.diff", "*.crt", "*.cer", "*.der", "*.swp",
)  # fmt: skip
MORE_BINARY_SUFFIXES = frozenset(
    ".heic .icns .psd .xcf .sketch .fig .doc .docx .xls .xlsx .ppt .pptx .odt .aab .apk .ipa .dmg "
    ".deb .rpm .iso .img .msi .lz4 .br .mo .node .rlib .rmeta .pdb .ilk .wmv .aac .m4a .m4v .glb .blend "
    ".feather .arrow .h5 .pb .tflite .ckpt .mlmodel .p7b .jmod .war .ear .nib .car .woff .ttc .lottie .riv".split()
)
# Where tools put what is not the project's own, even where somebody has committed it.
TOOL_FOLDERS = frozenset(
    "node_modules bower_components __pycache__ .venv site-packages .dart_tool .next Pods .git".split()
)
# What other tools call their rules; the same syntax as git's, in any folder.
IGNORE_FILES = (
    ".sansfilignore",
    ".rooignore",
    ".continueignore",
    ".cursorignore",
    ".cursorindexingignore",
    ".aiignore",
)
# A change of one of these may change which files there are.
RULE_FILES = frozenset((*IGNORE_FILES, ".gitignore", ".gitmodules"))
_PROSE = frozenset(".md .mdx .mdc .markdown .rst .txt .adoc .asciidoc .org .tex .textile".split())

_LOCK = one_of(LOCK_NAMES)
_GENERATED = one_of(GENERATED_NAMES)
_MINIFIED = one_of(MINIFIED_NAMES)
_DATA = one_of(DATA_NAMES)
_OPENED = {"/*": "*/", "<!--": "-->", '"""': '"""', "'''": "'''"}
_COMMENTS = (*_OPENED, "#", "//", "*", "--", ";", "%", "<?")
_SHOUT = re.compile(r"\bDO NOT (?:EDIT|MODIFY)\b")
# How the comment of a generator begins; a sentence that only speaks of generated code is none.
_SIGNATURE = re.compile(
    r"(?:<!--)?[^\w@<]*(?:@generated\b|(?i:(?:(?:warning|note|notice|important|attention)\W+)?(?:<auto-?generated\b"
    r"|(?:this|the) (?:file|code) (?:is|was|has been|gets) (?:auto(?:matically)?[- ]?)?generated\b"
    r"|this is (?:an?|the) (?:auto(?:matically)?[- ]?)?generated (?:file|code)\b"
    r"|(?:auto(?:matically)?[- ]?)?generated\b.{0,80}\bdo not (?:edit|modify|change)\b"
    r"|auto(?:matically)?[- ]?generated(?: (?:file|code|source))?"
    r"(?: (?:by|from|with|via|using)\b|\s*(?:[-.,;:!(]|$)))))"
)
# In data and code a key's lines end in escapes, and may stand between quotes.
_BETWEEN = r"(?:\s|\\+[nr]|[\"'`,+#*|>])++"
_PRIVATE_KEY = re.compile(
    rf"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    rf"(?:{_BETWEEN}(?:Proc-Type|DEK-Info|Version|Comment): [^\r\n\\\"]*)*{_BETWEEN}[A-Za-z0-9+/=]{{40}}"
)
_OF_READING = {
    Refusal.TOO_LARGE: SkipReason.TOO_LARGE,
    Refusal.NOT_UTF8: SkipReason.NOT_UTF8,
    Refusal.BINARY: SkipReason.BINARY,
}


def reason_of_path(path: str, size: int) -> SkipReason | None:
    """Why the file at `path` (POSIX, relative to its root, `size` in bytes) is not even read."""
    if not is_utf8(path):
        return SkipReason.NAME
    if is_secret_path(path):
        return SkipReason.SECRET
    return _reason_of_name(path.rpartition("/")[2].lower()) or (
        SkipReason.TOO_LARGE if size > MOST_BYTES else None
    )


def is_utf8(path: str) -> bool:
    """Whether every byte of the name was UTF-8: others are kept as halves of surrogate pairs."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reason_of_name(name: str) -> SkipReason | None:
    suffix = suffix_of(name)
    if suffix in BINARY_SUFFIXES or suffix in MORE_BINARY_SUFFIXES:
        return SkipReason.BINARY
    for pattern, reason in (
        (_LOCK, SkipReason.LOCK),
        (_GENERATED, SkipReason.GENERATED),
        (_MINIFIED, SkipReason.MINIFIED),
        (_DATA, SkipReason.DATA),
    ):
        if pattern.match(name):
            return reason
    return None


def reason_of_reading(refusal: Refusal) -> SkipReason:
    """The same for what could not be read."""
    return _OF_READING.get(refusal, SkipReason.UNREADABLE)


def text_of(content: bytes) -> str | SkipReason:
    """The text without its byte order mark, or why there is none."""
    if b"\0" in content:
        return SkipReason.BINARY
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return SkipReason.NOT_UTF8


def reason_of_text(path: str, text: str) -> SkipReason | None:
    """Why this content is not searched: a key, a generator's signature, minified code."""
    if _PRIVATE_KEY.search(text):
        return SkipReason.SECRET
    if is_signed_by_a_generator(text):
        return SkipReason.GENERATED
    is_prose = suffix_of(path.rpartition("/")[2].lower()) in _PROSE
    return SkipReason.MINIFIED if not is_prose and is_minified(text) else None


def is_signed_by_a_generator(text: str) -> bool:
    """Whether a comment at the top says so; code that writes such signatures has them further down."""
    closing = ""
    for number, line in enumerate(text[:HEADER_CHARACTERS].split("\n")):
        said = line.strip()
        if closing or said.startswith(_COMMENTS):
            if _SHOUT.search(said) or _SIGNATURE.match(said):
                return True
            closing = _still_open(said, closing)
        elif said and number >= HEADER_LINES:
            return False
    return False


def _still_open(said: str, closing: str) -> str:
    """What closes the comment that goes on behind this line of it, empty where none does."""
    if closing:
        return "" if closing in said else closing
    opening = next((each for each in _OPENED if said.startswith(each)), "")
    return _OPENED[opening] if opening and _OPENED[opening] not in said[len(opening) :] else ""


def is_minified(text: str) -> bool:
    """Whether most of it stands in lines that are longer than anybody writes them."""
    if len(text) <= FEW_CHARACTERS:
        return False
    lengths = [len(line) for line in text.split("\n")]
    if max(lengths) <= LONGEST_LINE:
        return len(text) > LONGEST_MEAN_LINE * len(lengths)
    in_long_lines = sum(length for length in lengths if length > LONGEST_LINE)
    others = sum(0 < length <= LONGEST_LINE for length in lengths)
    if len(text) - in_long_lines > LONGEST_MEAN_LINE * max(1, others):
        return True
    return in_long_lines > len(text) * (0.5 if others < FEW_LINES else MOST_IN_LONG_LINES)


def rules_changed(paths: Iterable[str]) -> bool:
    """Whether one of these files says which files there are."""
    return any(path.rpartition("/")[2] in RULE_FILES for path in paths)
