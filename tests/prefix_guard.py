"""The promise of prefix stability, to be held up to any two plans that followed each other."""

from sansfil.features.planning import Planned


def assert_prefix_stable(previous: Planned, current: Planned) -> None:
    """The anchor is the same byte for byte, unless the current plan names why it moved.

    `previous` is the plan before, those that a rest returned included.
    """
    plan = current.plan
    assert plan.text == plan.anchor_text + plan.tail_text
    if current.moved is None:
        assert plan.anchor_text == previous.plan.anchor_text, "the anchor moved without a reason"
        assert current.suffix_key == previous.suffix_key, "the suffix changed without a reason"
