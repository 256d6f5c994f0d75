"""Writes the sessions beside it from the texts: which lines are typed, where, in which order.

Usage: python bench/sessions/make.py; the seeds are fixed, so that the same files come out.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench._typist.author import Author, Habits
from bench._typist.editor import LANGUAGES, Editor
from bench._typist.keys import Key, write_keys
from bench._typist.sessions import FOLDER, MIXED, TEXTS, TYPING, text_without

STEADY = Habits(accepts=0.0)
BUSY = Habits(words=0.25, accepts=0.02)


@dataclass(frozen=True)
class Lines:
    """The lines of a file from the one that begins with `first` to before the one with `end`, but
    for empty ones at the end."""

    file: str
    first: str
    end: str
    pause_ms: int = 800


@dataclass(frozen=True)
class Again:
    """The last `count` characters of `text`, a line's beginning, are taken back and typed again."""

    file: str
    text: str
    count: int
    pause_ms: int = 800


Item = Lines | Again


@dataclass(frozen=True)
class Plan:
    """A session to be written; `folder` is where the files lie in the typist's workspace."""

    name: str
    kind: str
    language: str
    folder: str
    files: tuple[str, ...]
    items: tuple[Item, ...]


PLANS = (
    Plan(
        "python-typing", TYPING, "python", "ferry",
        ("schedule.py", "berths.py", "tides.py"),
        (Lines("schedule.py", "    def conflicts(", "    def stranded("),),
    ),
    Plan(
        "dart-typing", TYPING, "dart", "lib",
        ("recipe_book.dart", "pantry.dart", "units.dart"),
        (Lines("recipe_book.dart", "  Recipe forServings(", "  bool canBeCookedFrom("),),
    ),
    Plan(
        "typescript-typing", TYPING, "typescript", "src",
        ("workshop.ts", "stock.ts", "shifts.ts"),
        (Lines("workshop.ts", "  receive(customer", "  find(id: string)"),),
    ),
    Plan(
        "python-mixed", MIXED, "python", "ferry",
        ("schedule.py", "berths.py", "tides.py"),
        (
            Lines("schedule.py", "    def seats_left(", "    def metres_left("),
            Again("schedule.py", "    def accepts(self, booking", 7),
            Lines("berths.py", "        if self.berth != other.berth", "    @property", 1_500),
            Again("berths.py", "    def with_ramp", 9),
            Lines("schedule.py", "    def next_from(", "    def conflicts(", 1_500),
            Again("schedule.py", "    def hold(self, number: int, minutes", 7),
            Lines("tides.py", "    def holds(", "    def joined(", 1_500),
            Again("tides.py", "    def highest(self, harbour", 7),
            Lines("schedule.py", "            if sailing.seats_left() == 0", "            if any(", 1_500),
            Again("schedule.py", "    def warnings(self, now: datetime, within", 6),
            Lines("berths.py", "            changed += 1", "        self.stays = kept", 1_500),
        ),
    ),
    Plan(
        "dart-mixed", MIXED, "dart", "lib",
        ("recipe_book.dart", "pantry.dart", "units.dart"),
        (
            Lines("recipe_book.dart", "  bool remove(", "  List<Recipe> search("),
            Again("recipe_book.dart", "  void add(Recipe recipe", 6),
            Lines("pantry.dart", "  bool isGoodOn(", "  bool mustBeUsedSoon(", 1_500),
            Again("pantry.dart", "  Place place", 5),
            Lines("recipe_book.dart", "  int get minutesOfWork {", "  Meal? get hardest {", 1_500),
            Again("recipe_book.dart", "  bool repeats(Recipe recipe", 6),
            Lines("units.dart", "    for (final unit in values)", "const _grams", 1_500),
            Again("units.dart", "  final String symbol", 6),
            Lines("recipe_book.dart", "  void skip(", "  String describe() {\n    final now", 1_500),
            Again("recipe_book.dart", "  Iterable<Meal> on(int weekday", 7),
            Lines("pantry.dart", "  List<Item> toUseSoon(", "  List<Item> throwAway(", 1_500),
        ),
    ),
    Plan(
        "typescript-mixed", MIXED, "typescript", "src",
        ("workshop.ts", "stock.ts", "shifts.ts"),
        (
            Lines("workshop.ts", "    if (!NEXT_STATES[", "  assign(id: string"),
            Again("workshop.ts", "  find(id: string", 6),
            Lines("stock.ts", "    if (!level ||", "  scarce(", 1_500),
            Again("stock.ts", "  count(number", 6),
            Lines("workshop.ts", "  countByState(", "  onChange(", 1_500),
            Again("workshop.ts", "  late(now", 3),
            Lines("shifts.ts", "    const day = new Date", "  }\n}\n", 1_500),
            Again("shifts.ts", "  on(weekday", 7),
            Lines("workshop.ts", "    for (const order of orders) {\n      if (await", "function sentenceFor(", 1_500),
            Again("workshop.ts", "  private skilled(order", 5),
            Lines("stock.ts", "    for (const { part, count } of this", "    return cents", 1_500),
        ),
    ),
)  # fmt: skip


def main() -> None:
    for plan in PLANS:
        (FOLDER / f"{plan.name}.toml").write_text(written(plan), "utf-8")


def written(plan: Plan) -> str:
    """The session's file."""
    desk = Desk(plan)
    steps = [_step(*desk.typed(item), item.pause_ms) for item in plan.items]
    parts = [f"# Written by {Path(__file__).name}: change the plan there.", ""]
    parts += [f'language = "{plan.language}"', f'kind = "{plan.kind}"', ""]
    for name in plan.files:
        cuts = ", ".join(f"[{first}, {end}]" for first, end in desk.cuts[name])
        parts += [f'[files."{plan.folder}/{name}"]', f'text = "{name}.txt"', f"cuts = [{cuts}]", ""]
    return "\n".join([*parts, *steps])


def _step(file: str, at: tuple[int, int], keys: list[Key], pause_ms: int) -> str:
    head = f'[[steps]]\nfile = "{file}"\nat = [{at[0]}, {at[1]}]\npause_ms = {pause_ms}\n'
    return f"{head}keys = '''\n{write_keys(keys)}\n'''\n"


class Desk:
    """The files of a plan as they stand while it is typed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._texts = {name: (TEXTS / f"{name}.txt").read_text("utf-8") for name in plan.files}
        self.cuts = {name: self._cuts_of(name) for name in plan.files}
        self._open = {name: set[int](range(len(cuts))) for name, cuts in self.cuts.items()}
        language = LANGUAGES[plan.language]
        self._editors = {
            name: Editor(text_without(text, self.cuts[name]), language)
            for name, text in self._texts.items()
        }

    def typed(self, item: Item) -> tuple[str, tuple[int, int], list[Key]]:
        """The file, the place where typing begins, and the keys."""
        editor = self._editors[item.file]
        habits = STEADY if self._plan.kind == TYPING else BUSY
        author = Author(editor, habits, f"{self._plan.name} {item}")
        at = self._place_of(item)
        editor.go(*at)
        if isinstance(item, Again):
            keys = author.retype(item.count)
        else:
            first, end = self._span(item)
            lines = self._texts[item.file].splitlines(keepends=True)
            keys = author.type_lines("".join(lines[first:end]))
        return f"{self._plan.folder}/{item.file}", at, keys

    def _place_of(self, item: Item) -> tuple[int, int]:
        if isinstance(item, Again):
            now = self._editors[item.file].text
            return _line_with(now, item.text), len(item.text)
        first, _ = self._span(item)
        self._open[item.file].discard(self.cuts[item.file].index(self._span(item)))
        still_cut = [self.cuts[item.file][number] for number in self._open[item.file]]
        line = first - 1 - sum(end - start for start, end in still_cut if start < first)
        return line, len(self._editors[item.file].text.split("\n")[line])

    def _cuts_of(self, name: str) -> list[tuple[int, int]]:
        lines = [item for item in self._plan.items if isinstance(item, Lines) and item.file == name]
        return sorted(map(self._span, lines))

    def _span(self, item: Lines) -> tuple[int, int]:
        text = self._texts[item.file]
        first = _line_with(text, item.first)
        end = _line_with(text, item.end, first + 1)
        lines = text.splitlines()
        while not lines[end - 1]:
            end -= 1
        return first, end


def _line_with(text: str, beginning: str, after: int = 0) -> int:
    """The number of the first line, from `after` on, that begins so."""
    lines = text.splitlines(keepends=True)
    for number in range(after, len(lines)):
        if "".join(lines[number : number + 2]).startswith(beginning):
            return number
    raise LookupError(f"no line begins with {beginning!r}")


if __name__ == "__main__":
    main()
