"""A document analysed, in steps."""

from sansfil.core.next_edit.brace_code import brace_code
from sansfil.core.next_edit.code import Code, Kind, Role, Scope
from sansfil.core.next_edit.python_code import python_code
from sansfil.core.next_edit.scanning import scanned
from sansfil.core.next_edit.tokens import Steps, Tokens
from sansfil.core.next_edit.tongues import Family, Tongue, tongue_of
from sansfil.core.text import Document

MOST_CHARACTERS = 1_000_000


def code_of(document: Document) -> Steps[Code | None]:
    """None where nothing can be certain: another language, brackets without partner, JSX."""
    tongue = tongue_of(document.language)
    if tongue is None or document.characters > MOST_CHARACTERS:
        return None
    tokens = yield from scanned(document.text, tongue)
    code = _empty(document, tongue, tokens)
    if not tokens.is_whole or _has_markup(code):
        return None
    read = python_code if tongue.family is Family.PYTHON else brace_code
    yield from read(code)
    return code


def _empty(document: Document, tongue: Tongue, tokens: Tokens) -> Code:
    count = len(tokens.all)
    module = Scope(Kind.MODULE, None, 0, count)
    is_dart = tongue.family is Family.DART
    return Code(
        document,
        tongue,
        tokens,
        module,
        [module] * count,
        [Role.NONE] * count,
        has_implicit_members=is_dart,
    )


def _has_markup(code: Code) -> bool:
    """Text between tags looks like code, but is none."""
    if not code.document.language.endswith("react"):
        return False
    return "</" in code.document.text or "/>" in code.document.text
