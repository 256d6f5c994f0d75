"""Are imports that exist left alone, and those that do not exist caught, and how long does it take?

Usage: python bench/grounding.py [--json] PATH...

Each PATH is a checkout of a real project. Every import of its files, minified ones left out, is judged by what
the project declares and by its other files, as if it were being written now: those said to be
unknown, and names that are said to be missing from their modules, are listed, for all of them exist but for what a
test gets wrong on purpose. Then 200 imports that do not exist are made up for it, the same at each run, in the
languages that it has manifests of, and 200 names of modules that do: of those of a standard library, or of what is
installed in the project's environment, that its files take names from. A module may make its names in ways that its
source does not show; then none is caught. Exit status 1 where a target is missed: at most 0.3 % false, all of
the 200 imports caught, at the median 200 us a file on a machine on which the calibration loop takes 100 us.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._grounding.invented import invented, invented_names

from sansfil.adapters.manifests import ManifestsOnDisk
from sansfil.core.grounding import Defined, Outside, ProjectFacts, Verdict, imports_in, judged
from sansfil.features.ground_folder import GroundFolder

MOST_FALSE = 0.003
MOST_US = 200
COUNT = 200
CALIBRATION_US = 100
_MOST_BYTES = 300_000
_LANGUAGES = {
    ".py": "python",
    ".dart": "dart",
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    **dict.fromkeys((".js", ".mjs", ".cjs"), "javascript"),
    ".tsx": "typescriptreact",
    ".jsx": "javascriptreact",
}


@dataclass
class Result:
    """Of one project: verdicts, what was said to be unknown, what was not caught, microseconds."""

    path: str
    verdicts: Counter[str] = field(default_factory=Counter[str])
    unknown: list[str] = field(default_factory=list[str])
    missed: list[str] = field(default_factory=list[str])
    missing: list[str] = field(default_factory=list[str])
    made_up: int = 0
    outside: int = 0
    made_names: int = 0
    caught_names: int = 0
    us: list[float] = field(default_factory=list[float])
    reading_s: float = 0.0
    meeting_s: float = 0.0

    @property
    def false_rate(self) -> float:
        return (len(self.unknown) + len(self.missing)) / max(1, self.verdicts.total())


class Sources:
    """What the modules of a project define, read when they are asked for first, or known already."""

    def __init__(self, root: Path, facts: ProjectFacts) -> None:
        self._folder = GroundFolder(root, ManifestsOnDisk(), lambda: (), 100_000)
        self._folder.facts = facts
        self.known = dict[str | Outside, Defined]()

    def __call__(self, source: str | Outside) -> Defined:
        if source not in self.known:
            self.known[source] = self._folder.defined(source)
        return self.known[source]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = [_measured(path.resolve()) for path in options.paths]
    pace = _calibration_us()
    missed = [text for each in results for text in _missed(each, pace)]
    rows = [_row(each) for each in results]
    if options.json:
        print(json.dumps({"rows": rows, "calibration_us": pace, "missed": missed}))
    else:
        _print(results, rows, pace, missed)
    return 1 if missed else 0


def _measured(root: Path) -> Result:
    result, began = Result(root.name), time.perf_counter()
    manifests = ManifestsOnDisk()
    facts = manifests.facts(root)
    result.reading_s = time.perf_counter() - began
    manifests.note_strangers(root, facts)
    result.meeting_s = time.perf_counter() - began - result.reading_s
    sources = Sources(root, facts)
    for path in _paths(facts):
        _judge_file(root, path, facts, sources, result)
    # What an editor has read ahead, and found out of each import, is not a file's to pay.
    facts.known.clear()
    for path in _paths(facts):
        _time_file(root, path, facts, sources, result)
    for language, path, statement in _made_up(facts):
        result.made_up += 1
        found = judged(language, path, f"{statement}\n", facts)
        if not any(each.verdict is Verdict.UNKNOWN for each in found):
            result.missed.append(f"{path}: {statement}")
    for language, path, statement in _made_names(root, facts):
        result.made_names += 1
        found = judged(language, path, f"{statement}\n", facts, sources)
        result.caught_names += any(each.missing for each in found)
    result.outside = sum(isinstance(each, Outside) for each in sources.known)
    return result


def _made_names(root: Path, facts: ProjectFacts) -> Iterator[tuple[str, str, str]]:
    """Statements that take made up names from modules that are there, as often as the project does."""
    places = dict[tuple[str, str, str], set[str]]()
    for path in _paths(facts):
        text, language = _text_of(root, path), _LANGUAGES[Path(path).suffix]
        for each in imports_in(language, text or ""):
            if each.names and _is_outside(language, path, each.module, facts):
                places.setdefault((language, path, each.module), set()).update(each.names)
    chosen = sorted(places)[:: max(1, len(places) // COUNT)][:COUNT]
    for number, (language, path, module) in enumerate(chosen * (COUNT if chosen else 0)):
        if number == COUNT:
            return
        *_, name = invented_names(sorted(places[language, path, module]), 1 + number % 40)
        yield language, path, _taking(language, module, name)


def _is_outside(language: str, path: str, module: str, facts: ProjectFacts) -> bool:
    asked = list[object]()

    def sources(source: str | Outside) -> None:
        asked.append(source)

    judged(language, path, f"{_taking(language, module, 'x')}\n", facts, sources)
    return any(isinstance(each, Outside) for each in asked)


def _taking(language: str, module: str, name: str) -> str:
    if language == "python":
        return f"from {module} import {name}"
    return (
        f"import '{module}' show {name};"
        if language == "dart"
        else f'import {{ {name} }} from "{module}"'
    )


def _paths(facts: ProjectFacts) -> Iterator[str]:
    for folder, names in sorted(facts.tree.names.items()):
        for name in sorted(names):
            if Path(name).suffix in _LANGUAGES and ".min." not in name:
                yield f"{folder}/{name}" if folder else name


def _text_of(root: Path, path: str) -> str | None:
    try:
        text = (root / path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return text if len(text) <= _MOST_BYTES else None


def _judge_file(
    root: Path, path: str, facts: ProjectFacts, sources: Sources, result: Result
) -> None:
    text = _text_of(root, path)
    for each in judged(_LANGUAGES[Path(path).suffix], path, text or "", facts, sources):
        result.verdicts[each.verdict.value] += 1
        if each.verdict is Verdict.UNKNOWN:
            result.unknown.append(f"{path}:{each.line + 1}: {each.module}")
        if each.missing:
            names = ", ".join(each.missing)
            result.missing.append(f"{path}:{each.line + 1}: {names} of {each.module}")


def _time_file(
    root: Path, path: str, facts: ProjectFacts, sources: Sources, result: Result
) -> None:
    text, language = _text_of(root, path), _LANGUAGES[Path(path).suffix]
    if text is None:
        return
    began = time.process_time()
    judged(language, path, text, facts, sources)
    result.us.append(1e6 * (time.process_time() - began))


def _made_up(facts: ProjectFacts) -> Iterator[tuple[str, str, str]]:
    """Languages, paths of files that might hold them, and statements."""
    places = [each for each in _places(facts) if each[1]]
    for number, (language, path, declared, own) in enumerate(places):
        share = COUNT // len(places) + (number < COUNT % len(places))
        for statement in invented(language, declared, own, share):
            yield language, path, statement


def _places(facts: ProjectFacts) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    if facts.python.has_manifest and "" not in facts.python.partial:
        packages = (path for path in _paths(facts) if path.endswith("/__init__.py"))
        shallow = sorted(packages, key=lambda path: (path.count("/"), path))
        inner = next(iter(shallow), "main.py")
        own = inner.split("/")[-2] if "/" in inner else "main"
        yield "python", inner, facts.python.declared, own
    for folder, spec in sorted(facts.dart.pubspecs.items())[:1]:
        yield "dart", f"{folder}/lib/main.dart".lstrip("/"), spec.dependencies, spec.name
    for folder, package in sorted(facts.script.packages.items())[:1]:
        yield "typescript", _beside_scripts(folder, facts), package.declared, "src"


def _beside_scripts(folder: str, facts: ProjectFacts) -> str:
    """A new file in the package in `folder`, where others like it are."""
    scripts = (".ts", ".tsx", ".js", ".jsx")
    start = f"{folder}/" if folder else ""
    found = (path for path in _paths(facts) if path.startswith(start) and path.endswith(scripts))
    places = {path.rpartition("/")[0] for path in found} - {folder} or {f"{start}src"}
    nearest = min(places, key=lambda each: (each.count("/"), not each.endswith("src"), each))
    return f"{nearest}/main.ts".lstrip("/")


def _calibration_us() -> float:
    """The shortest of some runs of a loop that nothing else is to be compared with."""
    taken = list[float]()
    for _ in range(20):
        began = time.perf_counter()
        sum(range(10_000))
        taken.append(1e6 * (time.perf_counter() - began))
    return min(taken)


def _missed(result: Result, pace: float) -> Iterator[str]:
    if result.false_rate > MOST_FALSE:
        yield f"{result.path}: {100 * result.false_rate:.2f} % said not to be there"
    if result.missed:
        yield f"{result.path}: {len(result.missed)} of {result.made_up} not caught"
    if result.us and median(result.us) > MOST_US * max(1.0, pace / CALIBRATION_US):
        yield f"{result.path}: {median(result.us):.0f} us a file"


def _row(result: Result) -> dict[str, object]:
    us = result.us if len(result.us) > 1 else [0.0, *result.us, 0.0]
    return {
        "project": result.path,
        "files": len(result.us),
        "imports": result.verdicts.total(),
        "verdicts": dict(result.verdicts),
        "unknown %": round(100 * result.false_rate, 3),
        "unknown": result.unknown,
        "missing": result.missing,
        "made up": result.made_up,
        "caught": result.made_up - len(result.missed),
        "not caught": result.missed,
        "names made up": result.made_names,
        "names caught": result.caught_names,
        "modules outside": result.outside,
        "us mean": round(fmean(result.us)) if result.us else 0,
        "us median": round(median(us)),
        "us 95 %": round(quantiles(us, n=20)[-1]),
        "reading s": round(result.reading_s, 2),
        "meeting s": round(result.meeting_s, 2),
    }


def _print(
    results: list[Result], rows: list[dict[str, object]], pace: float, missed: list[str]
) -> None:
    columns = (
        "project",
        "files",
        "imports",
        "unknown %",
        "made up",
        "caught",
        "names made up",
        "names caught",
        "us mean",
        "us median",
        "us 95 %",
        "reading s",
        "meeting s",
    )
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(str(row[each]) for each in columns) + " |")
    print(f"\ncalibration {pace:.0f} us")
    for each in results:
        for line in each.unknown:
            print(f"unknown: {each.path}/{line}")
        for line in each.missing:
            print(f"missing: {each.path}/{line}")
        for line in each.missed:
            print(f"not caught: {each.path}/{line}")
    for text in missed:
        print(f"MISSED {text}")


if __name__ == "__main__":
    sys.exit(main())
