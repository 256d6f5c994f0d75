"""Whatever is typed: plans fit both purses, anchors move with a reason only, nothing typed is lost."""

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from sansfil.core.context_log import Chunk
from sansfil.core.counting import Count, by_lines
from sansfil.core.families import CODELLAMA, CODESTRAL, QWEN_CODER, SEED_CODER, Family
from sansfil.core.fim import neutralised
from sansfil.core.prompt import Budget, Stability
from sansfil.core.text import LineSplice, Position, cursor_at
from sansfil.core.window import is_closing
from sansfil.features.planning import Planned
from tests.planning_desk import Desk, document_of, planner_for

PIECES = [
    "a",
    "b = c",
    "(",
    ")",
    "[",
    "]",
    '"',
    " ",
    "    ",
    "<|fim_middle|>",
    "[PREFIX]",
    "é",
    "😀",
    "<",
]
LINES = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
TEXTS = st.lists(st.tuples(LINES, ENDS).map("".join), max_size=14).map("".join)
LONG_TEXTS = st.tuples(TEXTS, st.integers(1, 12)).map(lambda parts: parts[0] * parts[1])
PLACES = st.builds(Position, st.integers(0, 60), st.integers(0, 30))
FAMILIES = st.sampled_from([QWEN_CODER, CODELLAMA, CODESTRAL, SEED_CODER])
BUDGETS = st.builds(Budget, st.integers(128, 400), st.integers(32, 80))

TYPING = st.tuples(st.just("type"), LINES)
EDITS = st.one_of(
    TYPING,
    TYPING,
    st.tuples(st.just("type"), st.just("\n")),
    st.tuples(st.just("backspace"), st.integers(1, 6)),
    st.tuples(st.just("insert"), TEXTS),
    st.tuples(st.just("go"), PLACES),
    st.tuples(st.just("edit"), st.tuples(PLACES, PLACES, TEXTS)),
    st.tuples(st.just("told"), st.tuples(st.integers(0, 40), st.integers(0, 4), TEXTS)),
    st.tuples(st.just("rest"), st.none()),
    st.tuples(st.just("log"), TEXTS),
    st.tuples(st.just("limit"), st.integers(0, 600)),
    st.tuples(st.just("learned"), st.integers(1, 2_000)),
)
Action = tuple[str, object]


def perform(desk: Desk, action: Action) -> None:
    """One step of a session; each plans, and the desk checks every plan against the one before."""
    match action:
        case "type", str(text):
            desk.type(text)
        case "backspace", int(times):
            at = desk.cursor.position
            desk.backspace(min(times, at.column) if at.line == 0 else times)
        case "insert", str(text):
            desk.insert(text.replace("\r\n", "\n").replace("\r", "\n"))
        case "go", Position(line, column):
            desk.go(line, column)
        case "edit", (Position() as one, Position() as other, str(text)):
            desk.edit(one, other, text)
        case "told", (int(first), int(removed), str(text)):
            desk.told(whole_lines(desk, first, removed, text))
        case "log", str(text):
            desk.planner.log(Chunk("/workspace/other.py", text, 0))
        case _:
            perform_aside(desk, action)
    desk.plan()


def perform_aside(desk: Desk, action: Action) -> None:
    match action:
        case "rest", _:
            desk.rest()
        case "limit", int(tokens):
            desk.planner.limit(tokens)
        case "learned", int(tokens):
            desk.planner.learned_ratio(1_000, tokens)
        case _:
            raise AssertionError(action)


def whole_lines(desk: Desk, first: int, removed: int, text: str) -> LineSplice:
    """A splice that lies inside the document and leaves its last line alone."""
    most = len(desk.document.lines) - 1
    first = min(first, most)
    lines = tuple(f"{line}\n" for line in text.split("\n")[:-1])
    return LineSplice(first, min(removed, most - first), lines)


def tokens(text: str) -> int:
    return math.ceil(len(text) / 3.2)


def words(text: str) -> int:
    """A counter for which a special token is one, and much more once it is broken up."""
    return len(re.findall(r"<\|\w+\|>|\w+|\S| +", text))


COUNTS = st.sampled_from([None, words])


def desk_of(text: str, family: Family, budget: Budget) -> Desk:
    return Desk(cursor_at(document_of(text), Position(5, 3)), planner_for(family, budget))


@settings(max_examples=100)
@given(LONG_TEXTS, FAMILIES, COUNTS, st.lists(EDITS, min_size=1, max_size=12))
def test_no_plan_ever_exceeds_a_purse(
    text: str, family: Family, count: Count | None, actions: list[Action]
) -> None:
    desk = desk_of(text, family, Budget(256, 64))
    if count is not None:
        desk.planner.count_with(count)
    for action in actions:
        if action[0] not in ("limit", "learned"):
            perform(desk, action)
    counted = tokens if count is None else by_lines(count)
    for planned in desk.plans:
        assert counted(planned.plan.anchor_text) <= 256
        assert counted(planned.plan.tail_text) <= 64


@settings(max_examples=100)
@given(LONG_TEXTS, FAMILIES, BUDGETS, st.lists(EDITS, min_size=1, max_size=12))
def test_the_anchor_moves_with_a_reason_only_and_nothing_typed_is_lost(
    text: str, family: Family, budget: Budget, actions: list[Action]
) -> None:
    desk = desk_of(text, family, budget)
    for action in actions:
        perform(desk, action)
    for planned in desk.plans:
        assert_tail(planned, family)
        assert is_closing(planned.pending)


def assert_tail(planned: Planned, family: Family) -> None:
    """The prompt ends with what is left of the cursor, and holds no token that a user wrote."""
    plan = planned.plan
    stabilities = [section.stability for section in plan.sections]
    assert stabilities.count(Stability.KEYSTROKE) == 1
    assert stabilities[-1] is Stability.KEYSTROKE
    closing = family.middle if family in (CODESTRAL, SEED_CODER) else ""
    tail = plan.tail_text[: len(plan.tail_text) - len(closing)]
    # Where a token began before the anchor, its end is split off too.
    assert tail.replace(" ", "") == planned.typed.replace(" ", "")
    assert neutralised(tail, family) == tail


@settings(max_examples=60)
@given(LONG_TEXTS, BUDGETS, st.lists(EDITS, min_size=1, max_size=12))
def test_the_frozen_prefix_is_what_really_stands_before_the_anchor(
    text: str, budget: Budget, actions: list[Action]
) -> None:
    desk = desk_of(text.replace("<", ""), QWEN_CODER, budget)
    for action in actions:
        perform(desk, action)
        planned, lines = desk.last, desk.document.lines
        prompt = planned.plan.anchor_text
        prefix = prompt[prompt.index("<|fim_prefix|>") + 14 : prompt.index("<|fim_suffix|>")]
        start = planned.start
        before = "".join(lines[: start.line]) + lines[start.line][: start.column]
        assert neutralised(before, QWEN_CODER).endswith(prefix)


@settings(max_examples=60)
@given(LONG_TEXTS, FAMILIES, BUDGETS, st.lists(TYPING, min_size=1, max_size=20))
def test_typing_alone_moves_the_anchor_only_when_the_tail_is_full(
    text: str, family: Family, budget: Budget, keys: list[Action]
) -> None:
    desk = desk_of(text, family, budget)
    for key in keys:
        perform(desk, key)
    assert set(desk.moves[1:]) <= {"tail_full"}
