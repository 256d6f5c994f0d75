"""The settings that hold: the user's file, the workspace's, the editor's, the command line's."""

from collections.abc import Sequence
from pathlib import Path

from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import SettingsFiles
from sansfil.settings import Settings, nothing_leaves, read_settings, read_workspace_settings

MOST_PROBLEMS = 20


class Preferences:
    """One per assistant; later layers win, `insisted` over all."""

    def __init__(self, files: SettingsFiles, given: object, insisted: object) -> None:
        self._files, self._given, self._insisted = files, given, insisted

    def give(self, given: object) -> None:
        """The editor's tree is now this."""
        self._given = given

    def read(self, roots: Sequence[Path]) -> tuple[Settings, tuple[Phrase, ...]]:
        """The settings for these folders, and what is wrong with what was written."""
        settings, problems, all_read = Settings(), list[Phrase](), True
        for file in self._files.read(roots):
            if file.problem is not None:
                problems.append(phrase("problem.nothing_leaves", why=file.problem))
                all_read = False
                continue
            settings, told = (
                read_workspace_settings(file.tree, settings, file.path)
                if file.is_of_workspace
                else read_settings(file.tree, settings)
            )
            problems.extend(told)
        for tree in (self._given, self._insisted):
            settings, told = read_settings(tree, settings)
            problems.extend(told)
        # No other layer speaks for the one that nobody could read.
        held = settings if all_read else nothing_leaves(settings)
        return held, _at_most(MOST_PROBLEMS, problems)


def _at_most(count: int, problems: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """All problems, or the first ones and how many more there are."""
    if len(problems) <= count:
        return tuple(problems)
    return (*problems[:count], phrase("problem.more", count=len(problems) - count))
