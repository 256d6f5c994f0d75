"""The promise of prefix stability, to be held up to any two plans that followed each other."""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from sansfil.core.text import Cursor
from sansfil.features.planning import Planned, Planner

PlannedOrNone = TypeVar("PlannedOrNone", Planned, Planned | None)


def assert_prefix_stable(previous: Planned, current: Planned) -> None:
    """The anchor is the same byte for byte, unless the current plan names why it moved.

    `previous` is the plan before, those that a rest returned included.
    """
    plan = current.plan
    assert plan.text == plan.anchor_text + plan.tail_text
    if current.moved is None:
        assert plan.anchor_text == previous.plan.anchor_text, "the anchor moved without a reason"
        assert current.suffix_key == previous.suffix_key, "the suffix changed without a reason"


class PrefixGuard:
    """Holds every plan of every planner up to the one before it for the same document."""

    def __init__(self) -> None:
        self.broken: list[AssertionError] = []
        self._last: WeakKeyDictionary[Planner, dict[str, Planned]] = WeakKeyDictionary()

    def watched(
        self, plans: Callable[[Planner, Cursor], PlannedOrNone]
    ) -> Callable[[Planner, Cursor], PlannedOrNone]:
        """`plans`, overheard; a broken promise is kept for later, so that nothing can swallow it."""

        def overheard(planner: Planner, cursor: Cursor) -> PlannedOrNone:
            plan = plans(planner, cursor)
            if plan is not None:
                self._compare(self._last.setdefault(planner, {}), cursor.document.uri, plan)
            return plan

        return overheard

    def _compare(self, last: dict[str, Planned], uri: str, plan: Planned) -> None:
        try:
            if uri in last:
                assert_prefix_stable(last[uri], plan)
        except AssertionError as error:
            self.broken.append(error)
        last[uri] = plan
