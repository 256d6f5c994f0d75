"""What defines something in which language: `tongue_of(language) -> Tongue | None`."""

from collections.abc import Mapping

from sansfil.core.chunks.tongues.dart import DART
from sansfil.core.chunks.tongues.objects import CSHARP, JAVA, KOTLIN, PHP, SWIFT
from sansfil.core.chunks.tongues.scripts import MARKDOWN, PYTHON, RUBY, SHELL
from sansfil.core.chunks.tongues.systems import CPP, GO, RUST, C
from sansfil.core.chunks.tongues.tongue import SCOPE, Tongue
from sansfil.core.chunks.tongues.web import WEB

__all__ = ["SCOPE", "Tongue", "tongue_of"]

_TONGUES: Mapping[str, Tongue] = {
    "python": PYTHON,
    "dart": DART,
    "typescript": WEB,
    "typescriptreact": WEB,
    "javascript": WEB,
    "javascriptreact": WEB,
    "go": GO,
    "rust": RUST,
    "java": JAVA,
    "kotlin": KOTLIN,
    "swift": SWIFT,
    "c": C,
    "cpp": CPP,
    "csharp": CSHARP,
    "ruby": RUBY,
    "php": PHP,
    "shellscript": SHELL,
    "markdown": MARKDOWN,
    "mdx": MARKDOWN,
}


def tongue_of(language: str) -> Tongue | None:
    """None where nothing is a definition: markup, style and data."""
    return _TONGUES.get(language)
