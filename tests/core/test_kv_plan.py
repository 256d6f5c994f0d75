"""What fits into the free memory of a GPU, and what is given up for it."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.kv import (
    CACHE_TYPES,
    Attention,
    CacheType,
    Gpu,
    Launcher,
    Load,
    Machine,
    ModelFacts,
    NoPlan,
    Plan,
    Wish,
    fits,
    machine_of,
    memory_bytes,
    overcommit,
    processor_of,
)
from sansfil.core.phrases import Phrase, sentence
from tests.core.kv_cases import GIB, SEVEN_B, facts_of_any, machines, model, planned, wishes


@given(facts_of_any, machines, wishes)
def test_a_plan_never_exceeds_what_is_free_nor_what_was_wished(
    facts: ModelFacts, machine: Machine, wish: Wish
) -> None:
    plan = fits(facts, machine, wish)
    if isinstance(plan, NoPlan):
        assert sentence(plan.said, "fr")
        return
    assert plan.needed_bytes <= machine.free_bytes
    assert plan.weight_bytes + plan.cache_bytes == memory_bytes(facts, plan.load)
    assert 1 <= plan.load.slots <= wish.slots
    assert plan.load.context_tokens <= max(256, wish.context_tokens)
    assert plan.load.context_tokens <= max(256, facts.trained_context or wish.context_tokens)
    assert plan.load.cache_type in CACHE_TYPES[wish.launcher]
    assert (
        facts.takes(plan.load.cache_type) or plan.load.cache_type in CACHE_TYPES[wish.launcher][:1]
    )


@given(facts_of_any, machines, wishes, st.integers(0, 50 * GIB))
def test_more_memory_never_makes_a_plan_impossible(
    facts: ModelFacts, machine: Machine, wish: Wish, more: int
) -> None:
    roomier = Machine(machine.free_bytes + more, machine.total_bytes + more)
    if isinstance(fits(facts, machine, wish), Plan):
        assert isinstance(fits(facts, roomier, wish), Plan)


def keys(said: tuple[Phrase, ...]) -> list[str]:
    return [each.key for each in said]


def test_with_room_the_wish_is_granted_in_full_precision() -> None:
    plan = planned(20, Wish(context_tokens=32768, slots=2))
    assert plan.load == Load(32768, 2, CacheType.F16)
    assert plan.cache_bytes == int(3.5 * GIB)
    assert not plan.warnings


def test_a_smaller_type_is_taken_before_context_is_given_up() -> None:
    plan = planned(8.0, Wish(context_tokens=32768))
    assert plan.load == Load(32768, 1, CacheType.Q8_0)


def test_context_is_given_up_before_slots_and_said() -> None:
    plan = planned(7.1, Wish(context_tokens=32768, slots=2))
    assert (plan.load.slots, plan.load.cache_type) == (2, CacheType.Q4_0)
    assert 2048 <= plan.load.context_tokens < 32768
    assert plan.load.context_tokens % 256 == 0
    assert keys(plan.warnings) == ["kv.less_context", "kv.tight"]
    step_more = Load(plan.load.context_tokens + 256, 2, CacheType.Q4_0)
    assert memory_bytes(SEVEN_B, step_more) + plan.compute_bytes > plan.machine.free_bytes


def test_slots_are_given_up_last() -> None:
    plan = planned(6.57, Wish(context_tokens=4096, least_context=4096, slots=2))
    assert plan.load == Load(4096, 1, CacheType.Q4_0)
    assert keys(plan.warnings) == ["kv.fewer_slots", "kv.tight"]


def test_a_model_that_does_not_fit_says_how_much_it_would_need() -> None:
    plan = fits(SEVEN_B, Machine(4 * GIB, 8 * GIB), Wish())
    assert isinstance(plan, NoPlan)
    assert plan.said.key == "kv.too_large"
    assert plan.said.values["free"] == 4096
    assert plan.said.values["needed"] == 5 * 1024 + 1536 + 32


def test_no_more_context_is_planned_than_the_model_was_trained_for() -> None:
    assert planned(20, Wish(context_tokens=131072)).load == Load(32768, 1, CacheType.F16)


def test_no_gpu_is_a_plain_value() -> None:
    plan = fits(SEVEN_B, Machine(), Wish())
    assert isinstance(plan, NoPlan)
    assert plan.said.key == "kv.no_gpu"


def test_a_head_that_is_no_whole_blocks_keeps_full_precision() -> None:
    facts = model(Attention(10, 4, 80, 80))
    plan = fits(facts, Machine(2 * GIB, 8 * GIB), Wish(cache_types=(CacheType.Q4_0,)))
    assert isinstance(plan, Plan)
    assert plan.load.cache_type is CacheType.F16


def test_what_the_user_set_is_warned_of_before_it_overcommits() -> None:
    machine = Machine(4 * GIB, 8 * GIB)
    assert overcommit(4 * GIB, machine) is None
    said = overcommit(4 * GIB + 1, machine)
    assert said is not None
    assert said.values == {"needed": 4097, "free": 4096}
    assert overcommit(4 * GIB, Machine()) is None


def test_the_roomiest_gpu_is_planned_for() -> None:
    cards = [Gpu(name, 8, 8 - free, free, None, None, {}) for name, free in (("a", 3), ("b", 5))]
    assert machine_of(cards) == Machine(free_bytes=5, total_bytes=8)
    assert machine_of([]) == Machine()


def test_a_full_gpu_is_not_taken_for_none() -> None:
    plan = fits(SEVEN_B, Machine(0, 24 * GIB), Wish())
    assert isinstance(plan, NoPlan) and plan.said.key == "kv.too_large"


@given(facts_of_any, st.integers(1, 160 * GIB), wishes)
def test_a_processors_plan_never_exceeds_its_memory(
    facts: ModelFacts, free: int, wish: Wish
) -> None:
    plan = fits(facts, processor_of(free), wish)
    assert isinstance(plan, NoPlan) or plan.needed_bytes <= free
    assert isinstance(plan, NoPlan) or wish.launcher not in (Launcher.VLLM, Launcher.TABBY)


def test_what_is_said_of_a_processors_memory_is_not_said_of_a_gpu() -> None:
    plan = fits(SEVEN_B, processor_of(4 * GIB), Wish())
    assert isinstance(plan, NoPlan)
    assert "4,096 MiB of memory are free" in sentence(plan.said, "en")
    plan = fits(SEVEN_B, processor_of(int(5.9 * GIB)), Wish(slots=2))
    assert isinstance(plan, Plan) and plan.warnings
    assert not any("GPU" in sentence(each, "en") for each in plan.warnings)


def test_where_nobody_knows_what_is_free_the_wish_is_planned_for() -> None:
    plan = fits(SEVEN_B, processor_of(0), Wish(context_tokens=8192, slots=2))
    assert isinstance(plan, Plan)
    assert plan.load == Load(8192, 2, CacheType.F16) and plan.warnings == ()


def test_engines_that_need_a_gpu_say_so() -> None:
    for launcher in (Launcher.VLLM, Launcher.TABBY):
        plan = fits(SEVEN_B, processor_of(64 * GIB), Wish(launcher))
        assert isinstance(plan, NoPlan) and "--engine llama-server" in sentence(plan.said, "en")


def test_a_context_that_is_cut_to_the_models_own_is_told() -> None:
    plan = planned(20, Wish(context_tokens=1_000_000))
    assert "kv.trained_context" in keys(plan.warnings)
    assert "kv.trained_context" not in keys(planned(20, Wish(context_tokens=32768)).warnings)
