"""Compiled grammars of tree-sitter, each imported when its language is first asked for."""

import importlib
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser, Tree

    from sansfil.core.chunks import SyntaxNode

# The module of each grammar and the function in it that returns the language.
GRAMMARS: Mapping[str, tuple[str, str]] = {
    "python": ("tree_sitter_python", "language"),
    "dart": ("tree_sitter_dart", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "typescriptreact": ("tree_sitter_typescript", "language_tsx"),
    "javascript": ("tree_sitter_javascript", "language"),
    "javascriptreact": ("tree_sitter_javascript", "language"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "java": ("tree_sitter_java", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "swift": ("tree_sitter_swift", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "html": ("tree_sitter_html", "language"),
    "css": ("tree_sitter_css", "language"),
    "yaml": ("tree_sitter_yaml", "language"),
    "toml": ("tree_sitter_toml", "language"),
    "json": ("tree_sitter_json", "language"),
    "jsonc": ("tree_sitter_json", "language"),
    "shellscript": ("tree_sitter_bash", "language"),
    "markdown": ("tree_sitter_markdown", "language"),
    "mdx": ("tree_sitter_markdown", "language"),
}
_CHUNK = 65_536
# tree-sitter-yaml 0.7 ends the process at 254 open collections (4 bytes each of the 1,024 in which a scanner
# may keep its state). Each is one or two columns further to the right, or opened by a mark on the same line.
_WIDEST_INDENT, _MOST_MARKS = 90, 60
_FAR_RIGHT = re.compile(rb"(?:\A|[\r\n])[ \t]{%d}" % _WIDEST_INDENT)
_YAML_MARK = re.compile(rb"[-?:][ \t]")


class TreeSitterGrammars:
    """Fits `ports.index.Grammars`: parsers are made when first asked for and kept. Never raises.

    `budget_ms` bounds one parse: what is no code at all can take a parser very long.
    """

    def __init__(self, budget_ms: int = 2_000) -> None:
        self._parsers: dict[str, Parser | None] = {}
        self._budget_s = budget_ms / 1000

    def parsed(self, language: str, source: bytes) -> "SyntaxNode | None":
        """The root of the tree of `source` (UTF-8), None where there is no grammar, or it takes too long or
        might end the process."""
        if language == "yaml" and nests_too_deeply(source):
            return None
        if language not in self._parsers:
            self._parsers[language] = loaded(language)
        parser = self._parsers[language]
        if parser is None:
            return None
        tree = parsed_within(parser, source, self._budget_s)
        return None if tree is None else tree.root_node


def nests_too_deeply(source: bytes) -> bool:
    """Whether this YAML may have so many collections within each other that its parser dies of it."""
    if _FAR_RIGHT.search(source):
        return True
    long_lines = (line for line in source.splitlines() if len(line) >= 2 * _MOST_MARKS)
    return any(len(_YAML_MARK.findall(line)) >= _MOST_MARKS for line in long_lines)


def loaded(language: str) -> "Parser | None":
    """A parser, None where the grammar or tree-sitter itself is not installed, or not the right one."""
    name, function = GRAMMARS.get(language, ("", ""))
    if not name:
        return None
    try:
        from tree_sitter import Language, Parser

        grammar: object = getattr(importlib.import_module(name), function)()
        return Parser(Language(grammar))
    except Exception:
        # A grammar that is missing, broken or of another age fails in its own way.
        return None


def parsed_within(parser: "Parser", source: bytes, budget_s: float) -> "Tree | None":
    """The tree of `source` (UTF-8), None where it takes longer."""
    end = time.monotonic() + budget_s
    try:
        return parser.parse(
            lambda at, _: source[at : at + _CHUNK],
            progress_callback=lambda _, __: time.monotonic() > end,
        )
    except ValueError:
        # It ran out of time; the next text must not go on where this one stopped.
        parser.reset()
        return None
