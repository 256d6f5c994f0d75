"""One more turn for an answer whose code imports what does not exist, and what is said of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.judging import judged, no_sources
from sansfil.core.grounding.missing import Sources
from sansfil.core.grounding.values import Judgement, Verdict
from sansfil.core.phrases import Phrase, phrase

_FENCED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<tag>[\w+#.-]*)[^\n]*\n"
    r"(?P<code>.*?)(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_TAGS = {
    **dict.fromkeys(("python", "py", "python3", "pyi"), "python"),
    **dict.fromkeys(("javascript", "js", "mjs", "cjs"), "javascript"),
    **dict.fromkeys(("typescript", "ts", "mts"), "typescript"),
    "jsx": "javascriptreact",
    "tsx": "typescriptreact",
    "dart": "dart",
    "flutter": "dart",
}


@dataclass(frozen=True)
class Repair:
    """`turn` is what the model is asked, `said` a sentence to the user for each import, and `said_again` one
    for each that comes although it was asked."""

    turn: str
    said: tuple[Phrase, ...]
    said_again: tuple[Phrase, ...]
    judgements: tuple[Judgement, ...]


def repair(
    answer: str, facts: ProjectFacts, path: str = "", sources: Sources = no_sources
) -> Repair | None:
    """What to ask once more of a model whose Markdown `answer` imports what is not there; None where
    all of it is. `path` is the file that the question was about, relative to the root of `facts`.

    A relative import of an answer is not judged: its code may be for another file.
    """
    bad = tuple(dict.fromkeys(_bad(answer, facts, path, sources)))
    if not bad:
        return None
    lines = [_asked(each) for each in bad]
    turn = "\n".join(
        (
            "These imports of your answer do not exist in this project:",
            *dict.fromkeys(lines),
            "Write the answer again without them, with what the project declares or the standard library.",
        )
    )
    return Repair(turn, tuple(map(said_of, bad)), tuple(map(_said_again_of, bad)), bad)


def said_of(judgement: Judgement) -> Phrase:
    """The sentence for the user about an import that is not there."""
    if judgement.verdict is not Verdict.UNKNOWN:
        names = ", ".join(judgement.missing)
        return phrase("grounding.missing", module=judgement.module, names=names)
    if judgement.nearest:
        return phrase("grounding.unknown_near", module=judgement.module, nearest=judgement.nearest)
    return phrase("grounding.unknown", module=judgement.module)


def _said_again_of(judgement: Judgement) -> Phrase:
    if judgement.verdict is not Verdict.UNKNOWN:
        names = ", ".join(judgement.missing)
        return phrase("grounding.still_missing", module=judgement.module, names=names)
    return phrase("grounding.still_unknown", module=judgement.module)


def is_bad(judgement: Judgement) -> bool:
    """Whether the import names something that certainly is not there."""
    return judgement.verdict is Verdict.UNKNOWN or bool(judgement.missing)


def fenced_code(answer: str) -> Iterator[tuple[str, str]]:
    """The language ids and the texts of the blocks of code in Markdown."""
    for found in _FENCED.finditer(answer):
        language = _TAGS.get(found["tag"].lower())
        if language:
            yield language, _dedented(found["code"], found["indent"])


def _dedented(code: str, indent: str) -> str:
    return "\n".join(line.removeprefix(indent) for line in code.split("\n"))


def _bad(answer: str, facts: ProjectFacts, path: str, sources: Sources) -> Iterator[Judgement]:
    for language, code in fenced_code(answer):
        found: Sequence[Judgement] = judged(language, path or "_", code, facts, sources)
        yield from (
            each for each in found if is_bad(each) and not _is_relative(language, each.module)
        )


def _is_relative(language: str, module: str) -> bool:
    return module.startswith(".") or (language == "dart" and ":" not in module)


def _asked(judgement: Judgement) -> str:
    if judgement.verdict is not Verdict.UNKNOWN:
        return f"- {judgement.module} does not define {', '.join(judgement.missing)}"
    near = f"; the project has {judgement.nearest}" if judgement.nearest else ""
    return f"- {judgement.module}{near}"
