"""Does a model complete as well when what was typed stands behind the anchor? Paired, same holes.

Usage: python bench/quality.py [--url ENGINE | --model GGUF] [--folder DIR] [--one-in N] [--holes N]

Each hole is the rest of a line in a file; both prompts are made by the server's own planner, once
plain and once with an anchor 1 to 16 lines above, and asked of a llama.cpp engine. Right is a rest
of line that is exactly the author's. The files are this repository's own, which no public model was
trained on, or those of DIR, of which one in N is taken by the hash of its path.
"""

import argparse
import contextlib
import json
import random
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._engine import SETTINGS, bench_engine
from bench._intervals import Paired, paired_interval

from sansfil.core.fim import Family, family_of
from sansfil.core.prompt import Budget
from sansfil.core.text import Document, Position, cursor_at, replaced, split_lines
from sansfil.features.planning import Planned, Planner

ROOT = Path(__file__).resolve().parents[1]
OWN = ("server/sansfil/**/*.py", "client-vscodium/src/**/*.ts", "bench/sessions/texts/*.txt")
SUFFIXES = frozenset(".py .dart .ts .js .go .rs .java .c .cpp .txt".split())
MOST_TYPED_LINES = 16
LEAST_LINES = 60
MOST_TOKENS = 48
LEAST_PLAIN_SHARE = 0.15
SEED = "holes"


@dataclass(frozen=True)
class Hole:
    """A place in a file where the rest of the line is missing; `typed` lines stand behind the anchor."""

    path: str
    lines: Sequence[str]
    line: int
    column: int
    typed: int

    @property
    def missing(self) -> str:
        return self.lines[self.line][self.column :].rstrip()

    @property
    def before(self) -> str:
        """What is typed after the anchor was made."""
        return "".join(self.lines[self.line - self.typed : self.line]) + self._head

    @property
    def _head(self) -> str:
        return self.lines[self.line][: self.column]

    def document(self, typed: str) -> Document:
        """The file with `typed` in place of the lines behind the anchor and the hole's."""
        above, below = self.lines[: self.line - self.typed], self.lines[self.line + 1 :]
        text = "".join([*above, typed, "\n", *below])
        return Document(f"file:///{self.path}", self.path, "", 1, split_lines(text))


def main() -> int:
    options = _options()
    every = list(_holes(_texts(options), options.holes))
    with _engine(options) as engine:
        found = _measured(every, engine)
    print(json.dumps(found, indent=1) if options.json else _told(found))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a llama.cpp engine that runs already")
    parser.add_argument("--model", type=Path, help="a GGUF file to be run here")
    parser.add_argument("--folder", type=Path, help="take the holes from files of this folder")
    parser.add_argument("--one-in", type=int, default=1, help="take one in so many of its files")
    parser.add_argument("--holes", type=int, default=400)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


class Asked:
    """An engine and the format that its model speaks."""

    def __init__(self, url: str) -> None:
        from tests.engine.engine import DIRECTLY

        self._url, self._open = url.rstrip("/"), DIRECTLY.open
        self.model, self.family = self._introduced()

    def rest_of_line(self, prompt: str) -> str:
        stops = ["\n", *self.family.stops]
        body = {"prompt": prompt, "n_predict": MOST_TOKENS, "temperature": 0, "stop": stops[:8]}
        return str(self._said("/completion", body)["content"]).rstrip()

    def _introduced(self) -> tuple[str, Family]:
        props = self._said("/props", None)
        model = str(props.get("model_path") or props.get("model_alias") or "")
        family = family_of(model, {}) or family_of("qwen2.5-coder", {})
        assert family is not None
        return Path(model).name, family

    def _said(self, path: str, body: Any) -> Any:
        from urllib.request import Request

        data = None if body is None else json.dumps(body).encode()
        request = Request(self._url + path, data, {"Content-Type": "application/json"})
        with self._open(request, timeout=120) as response:
            return json.load(response)


@contextlib.contextmanager
def _engine(options: argparse.Namespace) -> Generator[Asked]:
    if options.url:
        yield Asked(options.url)
    elif options.model:
        from tests.engine.engine import running_engine

        with running_engine(options.model, None, **SETTINGS) as running:
            yield Asked(running.url)
    else:
        with bench_engine() as running:
            yield Asked(running.url)


def _measured(every: Sequence[Hole], engine: Asked) -> dict[str, Any]:
    """Counts of the holes by who filled them rightly."""
    counts = {(one, two): 0 for one in (True, False) for two in (True, False)}
    for hole in every:
        anchored = engine.rest_of_line(anchored_prompt(hole, engine.family)) == hole.missing
        plain = engine.rest_of_line(plain_prompt(hole, engine.family)) == hole.missing
        counts[anchored, plain] += 1
    paired = Paired(
        counts[True, True], counts[True, False], counts[False, True], counts[False, False]
    )
    low, high = paired_interval(paired)
    return {
        "model": engine.model, "family": engine.family.name, "holes": paired.count,
        "anchored %": 100 * paired.first_share, "plain %": 100 * paired.second_share,
        "difference": 100 * paired.difference, "interval": [100 * low, 100 * high],
        "is known": paired.second_share >= LEAST_PLAIN_SHARE,
    }  # fmt: skip


def anchored_prompt(hole: Hole, family: Family) -> str:
    """Anchored where the typed lines begin, or as near to there as the tail holds; then they are
    typed."""
    for typed in range(hole.typed, -1, -1):
        planned = _typed_from(replace(hole, typed=typed), family)
        if planned.moved is None:
            return planned.plan.text
    raise ValueError(f"{hole.path}:{hole.line + 1} does not fit a prompt")


def _typed_from(hole: Hole, family: Family) -> Planned:
    planner = Planner(family, Budget(), "project")
    document = hole.document("")
    anchor = Position(hole.line - hole.typed, 0)
    planner.planned(cursor_at(document, anchor))
    after, splice = replaced(document, anchor, anchor, hole.before, 2)
    planner.changed(after, splice)
    return planner.planned(cursor_at(after, Position(hole.line, hole.column)))


def plain_prompt(hole: Hole, family: Family) -> str:
    """All that is typed stands in the prefix."""
    document = hole.document(hole.before)
    cursor = cursor_at(document, Position(hole.line, hole.column))
    return Planner(family, Budget(), "project", "plain").planned(cursor).plan.text


def _texts(options: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    """Paths and lines of the files that are long enough."""
    folder = options.folder or ROOT
    patterns = ("**/*",) if options.folder else OWN
    for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
        name = path.relative_to(folder).as_posix()
        is_drawn = sha256(name.encode()).digest()[0] % options.one_in == 0
        if not is_drawn or path.suffix not in SUFFIXES or not path.is_file():
            continue
        lines = path.read_text("utf-8", "replace").splitlines(keepends=True)
        if len(lines) >= LEAST_LINES:
            yield name.removesuffix(".txt"), lines


def _holes(texts: Iterator[tuple[str, list[str]]], count: int) -> Iterator[Hole]:
    """Uniformly random lines with something on them, cut where a token begins."""
    dice, files = random.Random(SEED), list(texts)
    if not files:
        raise SystemExit("No file there is long enough: name another folder.")
    while count:
        path, lines = dice.choice(files)
        line = dice.randrange(MOST_TYPED_LINES + 1, len(lines) - 8)
        text = lines[line].rstrip()
        indent = len(text) - len(text.lstrip())
        if len(text) - indent < 8:
            continue
        column = dice.randrange(indent + 1, len(text) - 1)
        yield Hole(path, lines, line, column, dice.randrange(1, MOST_TYPED_LINES + 1))
        count -= 1


def _told(found: dict[str, Any]) -> str:
    low, high = found["interval"]
    verdict = (
        f"anchored minus plain {found['difference']:+.1f} points, "
        f"95 % interval {low:+.1f} to {high:+.1f}"
        if found["is known"]
        else f"not known: plain gets less than {LEAST_PLAIN_SHARE:.0%} of the lines right"
    )
    return (
        f"{found['model']} ({found['family']}), {found['holes']} holes\n"
        f"rest of line exactly right: anchored {found['anchored %']:.1f} %, "
        f"plain {found['plain %']:.1f} %\n{verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())
