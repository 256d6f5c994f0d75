"""What one manifest, or another file that speaks of packages, says of Python."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """Normal names of distributions; `locked` are those of a lock, `mentioned` those that somebody is told to install,
    `extras` requirements with extras as they are written in normal form (`kombu[redis]`), `expected` import
    names that a tool is told of. `includes` are files that say more, POSIX and relative to the folder of this one,
    each with whether nothing may be missing of what it says.

    `is_manifest` claims that the file is a place for dependencies at all, `is_partial` that something computes more
    of them, `is_broken` that it could not be read as what it is; `python` is the interpreter that it wants, as it is
    written, `own` the name of what is built from it, empty where that is computed; `is_distribution` claims that
    something is.
    """

    names: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    includes: tuple["Included", ...] = ()
    is_manifest: bool = False
    is_partial: bool = False
    is_broken: bool = False
    is_native: bool = False
    is_distribution: bool = False
    python: str = ""
    own: str = ""


@dataclass(frozen=True)
class Included:
    """A requirements file that another one takes in; `is_needed` claims that packages are missing without it."""

    path: str
    is_needed: bool = True
