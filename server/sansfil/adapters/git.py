"""How git is called: it runs nothing that a repository configures, asks nobody, and means the folder it is
called in."""

import os
from collections.abc import Mapping

# A repository's own configuration may not make git start programs for us.
GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
# Set for what git itself starts, such as an editor or a hook: they name another repository than the folder's
# (git-rev-parse's manual, --local-env-vars; its settings, which users set too, are left).
_OF_ANOTHER_REPOSITORY = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY "
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_GRAFT_FILE GIT_SHALLOW_FILE GIT_NAMESPACE GIT_PREFIX "
    "GIT_REPLACE_REF_BASE GIT_NO_REPLACE_OBJECTS".split()
)
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


def environment() -> Mapping[str, str]:
    """The surroundings for `subprocess`."""
    kept = {name: text for name, text in os.environ.items() if name not in _OF_ANOTHER_REPOSITORY}
    return {**kept, **_QUIET}
