"""The lexer: strings that hold code that holds strings, and slashes that divide or begin a pattern."""

import re

from sansfil.core.next_edit.slashes import REGEX, Slash, slash_behind
from sansfil.core.next_edit.tokens import (
    TOKENS_OF_A_STEP,
    Steps,
    Token,
    Tokens,
    around_of,
    partners,
    words_of,
)
from sansfil.core.next_edit.tongues import Family, Tongue

_REST_OF_LINE = re.compile(r"[^\r\n]*")
# What may be more than it seems in a line that may hold a pattern.
_QUOTES = re.compile(r"[\"'`]|/\*")


def scanned(text: str, tongue: Tongue) -> Steps[Tokens]:
    """All tokens of `text`; code inside of strings counts as if it stood in brackets."""
    scanner = _Scanner(text, tongue)
    yield from scanner.code(0)
    partner = yield from partners(scanner.found)
    words = yield from words_of(scanner.found)
    around = yield from around_of(partner or {}, len(scanner.found))
    is_whole = partner is not None and scanner.is_whole
    unsure = tuple(scanner.unsure)
    return Tokens(tuple(scanner.found), partner or {}, is_whole, words, around, unsure)


class _Scanner:
    """Each method takes the offset where it begins and returns the one where it ended."""

    def __init__(self, text: str, tongue: Tongue) -> None:
        self._text, self._tongue = text, tongue
        self.found: list[Token] = []
        self.unsure: list[tuple[int, int]] = []
        self.is_whole = True
        self._is_fresh = True
        self._holes = 0
        self._count = 0

    def code(self, at: int) -> Steps[int]:
        """To the end; inside of a string to the end of what is code there."""
        depth, is_hole = 0, self._holes > 0
        while match := self._tongue.token.search(self._text, at):
            kind, word = match.lastgroup or "p", match[0]
            if is_hole and not depth and self._ends_hole(word):
                return match.start()
            depth += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
            at = yield from self._token(kind, match)
            self._count += 1
            if self._count % TOKENS_OF_A_STEP == 0:
                yield
        self.is_whole = self.is_whole and not is_hole
        return len(self._text)

    def _ends_hole(self, word: str) -> bool:
        is_python = self._tongue.family is Family.PYTHON
        return word == "}" or (is_python and word in ("=", "!", ":", ":="))

    def _token(self, kind: str, match: re.Match[str]) -> Steps[int]:
        if kind == "n":
            self._is_fresh = self._is_fresh or not self._holes
        elif kind == "h":
            return (yield from self._string(match))
        elif kind == "p" and match[0][0] == "/" and self._tongue.family is Family.SCRIPT:
            return self._slash(match)
        elif kind != "c":
            self._add(kind, match.start(), match.end())
            is_open = kind == "s" and not self._tongue.is_closed(match[0])
            self.is_whole = self.is_whole and not is_open
        return match.end()

    def _add(self, kind: str, start: int, end: int) -> None:
        self.found.append(Token(kind, self._text[start:end], start, self._is_fresh))
        self._is_fresh = False

    # Strings

    def _string(self, opening: re.Match[str]) -> Steps[int]:
        """What stands around the code in it are tokens too, so that it begins and ends as it does."""
        quote = opening[0].lstrip("rRbBfFtT")
        first, within = len(self.found), self._tongue.within(quote)
        self._add("s", opening.start(), opening.end())
        end, behind = yield from self._literal(opening.end(), quote, within)
        if len(self.found) == first + 1:
            is_fresh = self.found.pop().is_fresh
            text = self._text[opening.start() : end]
            self.found.append(Token("s", text, opening.start(), is_fresh))
        else:
            self._add("s", behind, end)
        return end

    def _literal(self, at: int, quote: str, within: re.Pattern[str]) -> Steps[tuple[int, int]]:
        """To behind its end; with where the text behind the last code in it begins."""
        behind = at
        while match := within.search(self._text, at):
            match match.lastgroup:
                case "end":
                    return match.end(), behind
                case "line":
                    break
                case "hole":
                    at = behind = yield from self._hole(match.end(), quote)
                case "name":
                    self._bracket("(", match.start())
                    self._add("w", match.start("name"), match.end())
                    self._bracket(")", match.end())
                    at = behind = match.end()
                case _:
                    at = match.end()
        self.is_whole = False
        return (match.start() if match else len(self._text)), behind

    def _hole(self, start: int, quote: str) -> Steps[int]:
        self._holes += 1
        self._bracket("(", start - 1)
        end = yield from self.code(start)
        self._bracket(")", end)
        self._holes -= 1
        if self._text[end : end + 1] in ("}", ""):
            return end + 1
        specification = self._tongue.specification(quote)
        end, _ = yield from self._literal(end + 1, quote, specification)
        return end

    def _bracket(self, text: str, at: int) -> None:
        self.found.append(Token("p", text, at, is_fresh=False))

    # Slashes

    def _slash(self, match: re.Match[str]) -> int:
        slash = slash_behind(self.found, self._text, match.start())
        if slash is Slash.REGEX:
            regex = REGEX.match(self._text, match.start())
            self.is_whole = self.is_whole and regex is not None
            end = regex.end() if regex else match.end()
            self._add("s", match.start(), end)
            return end
        self._add("p", match.start(), match.end())
        if slash is Slash.UNSURE:
            self._doubt(match.end())
        return match.end()

    def _doubt(self, start: int) -> None:
        """A pattern may begin there: it would end in the same line."""
        rest = _REST_OF_LINE.match(self._text, start)
        if rest and "/" in rest[0]:
            self.unsure.append((start, rest.end()))
            self.is_whole = self.is_whole and not _QUOTES.search(rest[0])
