"""Fill-in-the-middle formats: which family a model is of, and its special tokens in user text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sansfil.core.families import CHAT, FAMILIES, REFUSED, Family, Order

__all__ = ["FAMILIES", "Family", "Order", "family_named", "family_of", "neutralised"]


@dataclass(frozen=True)
class _Marks:
    """The texts of a model's own tokens; empty where it has none."""

    prefix: str
    suffix: str
    middle: str
    repository: str
    file: str


def family_of(model: str, fim_tokens: Mapping[str, str], chosen: str = "") -> Family | None:
    """The format to speak to a model in; None where it cannot fill in the middle.

    `chosen` is a family's name and wins, an unknown one gives None. Then the name or path of
    `model` counts, its last part first, then `fim_tokens`: token texts by their GGUF names.
    """
    if chosen:
        return family_named(chosen)
    lowered = model.lower().replace("\\", "/")
    for name in (PurePosixPath(lowered).name, lowered):
        if any(pattern.search(name) for pattern in REFUSED):
            return None
        for family in FAMILIES:
            if family.is_called(name):
                return family
    return _family_of_tokens(fim_tokens)


def family_named(name: str) -> Family | None:
    """The family of exactly this name, whatever its case."""
    wanted = name.strip().lower()
    return next((family for family in (*FAMILIES, CHAT) if family.name == wanted), None)


def neutralised(text: str, family: Family) -> str:
    """`text` in which no special token of `family` is left: a space splits its last character off.

    Done twice it changes nothing more, and what is appended never changes what came out before.
    """
    for opening in family.openings:
        if opening in text:
            return _broken_up(text, family)
    return text


def _broken_up(text: str, family: Family) -> str:
    ends = {end for special in family.specials for end in _ends(text, special)}
    if not ends:
        return text
    cuts = [0, *sorted(end - 1 for end in ends), len(text)]
    return " ".join(text[cuts[i] : cuts[i + 1]] for i in range(len(cuts) - 1))


def _ends(text: str, special: str) -> Iterator[int]:
    at = text.find(special)
    while at >= 0:
        yield at + len(special)
        at = text.find(special, at + 1)


def _family_of_tokens(tokens: Mapping[str, str]) -> Family | None:
    marks = _Marks(
        *(tokens.get(f"fim_{key}", "").strip(" ▁") for key in ("pre", "suf", "mid", "rep", "sep"))
    )
    known = [family for family in FAMILIES if _speaks(family, marks)]
    if known:
        return max(known, key=lambda family: _agreement(family, marks))
    return _ad_hoc(marks)


def _speaks(family: Family, marks: _Marks) -> bool:
    own = (family.prefix.strip(), family.suffix.strip(), family.middle.strip())
    if own != (marks.prefix, marks.suffix, marks.middle if own[2] else ""):
        return False
    given = [mark for mark in (marks.repository, marks.file) if mark]
    return all(mark in family.specials for mark in given)


def _agreement(family: Family, marks: _Marks) -> int:
    """Formats that use the given tokens go before those that merely know them."""
    used = family.repository + family.file + family.file_end
    return sum(bool(mark) and mark in used for mark in (marks.repository, marks.file))


def _ad_hoc(marks: _Marks) -> Family | None:
    """A family made of a model's own tokens, laid out as llama.cpp's server does for `/infill`.

    Source: llama.cpp, `format_prompt_infill` (prefix first; repository and files before it).
    """
    fim = (marks.prefix, marks.suffix, marks.middle)
    given = tuple(mark for mark in (*fim, marks.repository, marks.file) if mark)
    if not all(fim) or any(len(mark) < 2 or " " in mark for mark in given):
        return None
    has_files = bool(marks.repository and marks.file)
    return Family(
        name="from tokens",
        order=Order.PREFIX_FIRST,
        prefix=marks.prefix,
        suffix=marks.suffix,
        middle=marks.middle,
        repository=marks.repository + "{name}\n" if has_files else "",
        file=marks.file + "{path}\n" if has_files else "{comment} {path}\n",
        current=marks.file + "{path}\n" if has_files else "",
        heading="" if has_files else "{comment} {path}\n",
        specials=given,
        stops=given,
        source="the model's own tokens",
    )
