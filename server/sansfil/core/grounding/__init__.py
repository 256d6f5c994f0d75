"""Whether what a model writes exists here: imports by the project's own manifests, and the language.

Judge:   `judged(language, path, text, facts, sources) -> Judgement, ...`, in microseconds, of values
         alone; `imports_in(language, text)` finds them.
Foreign: `foreign(language, text)`, the other language that a text is written in.
Say:     `manifest_digest(facts, language, path)` for prompts; `repair(answer, facts, path)` for an
         answer in Markdown, `said_of(judgement)` for the user.
"""

from sansfil.core.grounding.definitions import ANYTHING, Defined, defined
from sansfil.core.grounding.digest import manifest_digest
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.foreign import foreign, foreign_at
from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.judging import judged, no_sources
from sansfil.core.grounding.missing import Sources
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.repair import Repair, is_bad, repair, said_of
from sansfil.core.grounding.resolving import strangers_in
from sansfil.core.grounding.scanning import LANGUAGES, imports_in, language_of
from sansfil.core.grounding.unsaved import with_files
from sansfil.core.grounding.values import Judgement, Verdict

__all__ = [
    "ANYTHING",
    "LANGUAGES",
    "Defined",
    "Imported",
    "Judgement",
    "Outside",
    "ProjectFacts",
    "Repair",
    "Sources",
    "Verdict",
    "defined",
    "foreign",
    "foreign_at",
    "imports_in",
    "is_bad",
    "judged",
    "language_of",
    "manifest_digest",
    "no_sources",
    "repair",
    "said_of",
    "strangers_in",
    "with_files",
]
