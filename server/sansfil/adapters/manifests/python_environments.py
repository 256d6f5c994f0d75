"""The Python environment of a project, read without running it: version, standard library, packages."""

import re
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sansfil.adapters.reading import content_up_to
from sansfil.core.grounding.distributions import normal, requirement_name

MOST_PACKAGES = 3_000
_BYTES = 2_000_000
_VERSION = re.compile(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", re.MULTILINE)
_HOME = re.compile(r"^home\s*=\s*(\S[^\n]*)", re.MULTILINE)
_PROGRAM = re.compile(r"python3\.\d+")
_NUMBERS = re.compile(r"3\.\d+")
_NAME = re.compile(r"^Name:\s*(\S+)", re.MULTILINE)
_REQUIRES = re.compile(r"^Requires-Dist:\s*([^\n]+)", re.MULTILINE)
_CODE = (".py", ".pyi", ".so", ".pyd", ".pth")
# What came and went (docs.python.org, "What's New", and PEP 594).
_SINCE = {"zoneinfo": 9, "graphlib": 9, "tomllib": 11, "compression": 14, "annotationlib": 14}
_UNTIL = {
    **dict.fromkeys(("asynchat", "asyncore", "imp", "smtpd", "distutils"), 12),
    **dict.fromkeys(
        "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap nis nntplib ossaudiodev pipes sndhdr"
        " spwd sunau telnetlib uu xdrlib msilib".split(),
        13,
    ),
}


@dataclass(frozen=True)
class Installed:
    """Import names with the normal names of their distributions; `needs` what each of these needs."""

    names: Mapping[str, str] = field(default_factory=dict[str, str])
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def needed_by(self, declared: Iterable[str]) -> frozenset[str]:
        """Distributions that these need, directly or not."""
        found, waiting = set[str](), list(declared)
        while waiting:
            for name in self.needs.get(waiting.pop(), ()):
                if name not in found:
                    found.add(name)
                    waiting.append(name)
        return frozenset(found)


def version_of(environment: Path) -> str:
    """The version of an environment's interpreter by its `pyvenv.cfg`; empty where it does not say."""
    try:
        content = content_up_to(environment / "pyvenv.cfg", _BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    found = _VERSION.search(content)
    return found[1] if found else ""


def version_in(pin: str) -> str:
    """The one version that a `.python-version` names; empty where it names none."""
    found = _NUMBERS.match(pin.strip())
    return found[0] if found else ""


def library_folder(environment: Path) -> Path | None:
    """The standard library of the interpreter that an environment was made with (PEP 405, `home`), where it lies
    where it is expected."""
    version = version_of(environment)
    found = _HOME.search(_text(environment / "pyvenv.cfg"))
    if not version or found is None:
        return None
    home = Path(found[1].strip())
    places = (home.parent / "lib" / f"python{version}", home / "Lib")
    return next((each for each in places if (each / "os.py").is_file()), None)


def usual_library_folders(version: str) -> tuple[Path, ...]:
    """The standard libraries of the interpreters that may be meant where no environment says it: of `version`, or
    our own and the one that a terminal would start where that is empty too."""
    own = Path(sysconfig.get_paths()["stdlib"])
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return (own,)
    started = _library_of(f"python{version or 3}")
    if version:
        return (started,) if started else ()
    return tuple(dict.fromkeys(filter(None, (own, started))))


def _library_of(program: str) -> Path | None:
    """That of a program on the path, by the place of the file that it is."""
    found = shutil.which(program)
    if found is None:
        return None
    at = Path(found).resolve()
    name = _PROGRAM.fullmatch(at.name)
    folder = at.parent.parent / "lib" / at.name if name else at.parent / "Lib"
    return folder if (folder / "os.py").is_file() else None


def site_folders(environment: Path) -> Iterator[Path]:
    """Where an environment keeps its packages (PEP 405, and its layout on Windows)."""
    yield from environment.glob("lib/python3*/site-packages")
    yield environment / "Lib" / "site-packages"


def installed_in(site: Path) -> Installed:
    """The packages of a `site-packages` folder, by their own records."""
    names, needs = dict[str, str](), dict[str, tuple[str, ...]]()
    entries = _names_in(site)[:MOST_PACKAGES]
    for entry in entries:
        if entry.endswith((".dist-info", ".egg-info")):
            distribution, needed = _metadata(site / entry)
            needs[distribution] = needed
            names.update(dict.fromkeys(_top_level(site / entry), distribution))
    for entry in entries:
        stem = entry.partition(".")[0]
        if entry.endswith(".pth"):
            names.update(dict.fromkeys(_linked(site / entry), ""))
        elif entry.endswith(_CODE) or "." not in entry:
            names.setdefault(stem, "")
    return Installed(names, needs)


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _metadata(info: Path) -> tuple[str, tuple[str, ...]]:
    name = normal(info.name.partition("-")[0].removesuffix(".egg"))
    for file in ("METADATA", "PKG-INFO"):
        content = _text(info / file).partition("\n\n")[0]
        if content:
            found = _NAME.search(content)
            needed = [
                requirement_name(each)
                for each in _REQUIRES.findall(content)
                if "extra ==" not in each
            ]
            return normal(found[1]) if found else name, tuple(filter(None, needed))
    return name, ()


def _top_level(info: Path) -> Iterator[str]:
    listed = _text(info / "top_level.txt").split()
    if listed:
        yield from (each.partition("/")[0] for each in listed)
        return
    for line in _text(info / "RECORD").splitlines():
        path = line.partition(",")[0]
        head, slash, _ = path.partition("/")
        if slash and not head.endswith((".dist-info", ".data", "..")) and head not in ("..", "bin"):
            yield head
        elif not slash and path.endswith(_CODE):
            yield path.partition(".")[0]


def _linked(pth: Path) -> Iterator[str]:
    """What the folders in a `.pth` file have, and the modules of an editable installation's finder."""
    for line in _text(pth).splitlines():
        folder = line.strip()
        if folder.startswith(("#", "import ", "import\t")) or not folder:
            continue
        for entry in _names_in(pth.parent / folder)[:MOST_PACKAGES]:
            if entry.endswith(_CODE) or "." not in entry:
                yield entry.partition(".")[0]


def _text(path: Path) -> str:
    try:
        return content_up_to(path, _BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def standard_modules(version: str) -> frozenset[str]:
    """The modules of the standard library of `version` (`3.12`, empty for any that may be meant).

    Modules inside packages are named too where our own interpreter is that version, or no older.
    """
    minor = int(version.partition(".")[2] or 0) if version else 0
    tops = {*sys.stdlib_module_names, *_SINCE, *_UNTIL}
    if minor:
        tops -= {name for name, since in _SINCE.items() if minor < since}
        tops -= {name for name, until in _UNTIL.items() if minor >= until}
    inner = _own_modules() if minor <= sys.version_info.minor else frozenset[str]()
    return frozenset((*tops, *inner))


@lru_cache(maxsize=1)
def _own_modules() -> frozenset[str]:
    """Modules inside the packages of our own standard library."""
    root = Path(sysconfig.get_paths()["stdlib"])
    found = set[str]()
    for name in sys.stdlib_module_names:
        if (root / name / "__init__.py").is_file():
            found.update(_inside(root / name, name))
    return frozenset(found)


def _inside(folder: Path, dotted: str, depth: int = 0) -> Iterator[str]:
    for entry in _names_in(folder):
        stem, dot, _ = entry.partition(".")
        if dot and entry.endswith((".py", ".so", ".pyd")) and stem != "__init__":
            yield f"{dotted}.{stem}"
        elif not dot and depth < 3 and (folder / entry / "__init__.py").is_file():
            yield f"{dotted}.{entry}"
            yield from _inside(folder / entry, f"{dotted}.{entry}", depth + 1)
