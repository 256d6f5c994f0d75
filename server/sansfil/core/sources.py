"""Which of the code that was found may stand in a prompt though nobody named it."""

import re
from collections.abc import Sequence

from sansfil.core.retrieval import Hit

# With fewer places than these, one that nothing but a commit's message speaks for is better than none.
LITTLE = 3
# `.gitignore`, `.dockerignore`, `app.Dockerfile.dockerignore`, `.cursorindexingignore`, `.aiexclude` …
_IGNORE_FILE = re.compile(r"\.[\w-]*(?:ignore|exclude)$")


def is_ignore_file(path: str) -> bool:
    """Whether a file (POSIX path) tells which others are left out: it names what nobody should hear of."""
    return _IGNORE_FILE.search(path.rpartition("/")[2].lower()) is not None


def sources(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Those that may be sent along with a question, in the same order."""
    fit = [hit for hit in hits if not is_ignore_file(hit.path)]
    said = [hit for hit in fit if not _is_by_history(hit)]
    if len(said) >= LITTLE:
        return said
    return [hit for hit in fit if not _is_by_history(hit) or _is_code(hit.path)]


def _is_by_history(hit: Hit) -> bool:
    """Whether messages of commits alone speak for it."""
    return bool(hit.why) and all(reason.name == "history" for reason in hit.why)


def _is_code(path: str) -> bool:
    from sansfil.core.ranking.kinds import kind_of  # who only completes need not load it
    from sansfil.core.ranking.values import FileKind

    return kind_of(path) is FileKind.CODE
