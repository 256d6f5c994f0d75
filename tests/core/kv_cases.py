"""Models, machines and wishes for the tests of memory: of any shape, and one of seven billion."""

from hypothesis import strategies as st

from sansfil.core.kv import (
    Attention,
    CacheType,
    Launcher,
    Load,
    Machine,
    ModelFacts,
    Plan,
    Wish,
    fits,
)

KIB, MIB, GIB = 1024, 1024**2, 1024**3


def model(*attention: Attention, weights: int = 0, context: int = 0, state: int = 0) -> ModelFacts:
    return ModelFacts("model", weights, context, attention, state)


# Models of any shape.
heads = st.sampled_from((1, 2, 4, 8))
lengths = st.sampled_from((32, 48, 64, 80, 128, 256))
windows = st.none() | st.integers(1, 40_000)
attentions = st.builds(Attention, st.integers(1, 90), heads, lengths, lengths, windows)
facts_of_any = st.builds(
    ModelFacts,
    st.just("any"),
    st.integers(0, 80 * GIB),
    st.integers(0, 262_144),
    st.lists(attentions, max_size=4).map(tuple),
    st.integers(0, 200 * MIB),
)
contexts = st.integers(1, 300_000)
loads = st.builds(
    Load, contexts, st.integers(1, 8), st.sampled_from(CacheType), st.integers(1, 4096)
)


machines = st.integers(0, 160 * GIB).flatmap(
    lambda total: st.builds(Machine, st.integers(0, total), st.just(total))
)
wishes = st.builds(
    Wish,
    st.sampled_from(Launcher),
    st.integers(1, 300_000),
    st.integers(1, 8),
    st.integers(1, 20_000),
    st.lists(st.sampled_from(CacheType), max_size=3).map(tuple),
)


SEVEN_B = model(Attention(28, 4, 128, 128), weights=5 * GIB, context=32768)


def planned(free_gib: float, wish: Wish) -> Plan:
    plan = fits(SEVEN_B, Machine(int(free_gib * GIB), 24 * GIB), wish)
    assert isinstance(plan, Plan)
    return plan
