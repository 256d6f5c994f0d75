"""The settings that hold, layer by layer, and what has to be opened anew where they change."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import SettingsFiles
from sansfil.settings import LocalSettings, Settings
from sansfil.settings.reading import nothing_leaves, read_settings, read_workspace_settings

MOST_PROBLEMS = 20
# A model of the cloud reads more in the same time than one of this machine.
CLOUD_PROMPT_TOKENS, CLOUD_MAX_TOKENS = 4096, 256


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


def needs_another_model(before: Settings, after: Settings) -> bool:
    return (
        before.workspace_model.enabled,
        before.workspace_model.max_tokens,
        before.cache_dir,
    ) != (
        after.workspace_model.enabled,
        after.workspace_model.max_tokens,
        after.cache_dir,
    )


def needs_another_engine(before: Settings, after: Settings) -> bool:
    wanted = wanted_engine(after)
    return (wanted_engine(before), before.cache_dir) != (wanted, after.cache_dir)


def needs_another_index(before: Settings, after: Settings) -> bool:
    return (before.index, before.consent, before.activity, before.cache_dir) != (
        after.index,
        after.consent,
        after.activity,
        after.cache_dir,
    )


def needs_another_cloud(before: Settings, after: Settings) -> bool:
    return (before.cloud, before.agent, before.consent, before.budget, wanted_cloud(before)) != (
        after.cloud,
        after.agent,
        after.consent,
        after.budget,
        wanted_cloud(after),
    )


def wanted_cloud(settings: Settings) -> LocalSettings:
    """Tier 2 as if it were an engine."""
    is_wanted = settings.completion.enabled and settings.cloud.completion
    return LocalSettings(
        engine="cloud" if is_wanted else "off",
        family="chat",
        prompt_tokens=CLOUD_PROMPT_TOKENS,
        max_tokens=CLOUD_MAX_TOKENS,
    )


def wanted_engine(settings: Settings) -> LocalSettings:
    """With suggestions off there is nothing that an engine should read."""
    if settings.completion.enabled:
        return settings.local
    return replace(settings.local, engine="off", backup_url="")


def _at_most(count: int, problems: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """All problems, or the first ones and how many more there are."""
    if len(problems) <= count:
        return tuple(problems)
    return (*problems[:count], phrase("problem.more", count=len(problems) - count))
