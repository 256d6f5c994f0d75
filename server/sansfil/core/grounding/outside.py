"""A module that lies outside of a project: of a standard library, or of what is installed."""

from typing import NamedTuple


class Outside(NamedTuple):
    """`module` as it is written in `language` by files for which `folder` of the project counts: the one whose
    `node_modules` or package configuration has it, empty for what is the same for all of a project."""

    language: str
    module: str
    folder: str = ""
