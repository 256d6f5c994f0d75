"""Whatever a client sends, the simulator answers it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.openrouter_sim import Account, Caches, SimModel, Simulator, prompt_of
from tests.openrouter_sim.answering import answer_to
from tests.openrouter_sim.caching import PromptCache, session_of
from tests.openrouter_sim.clock import Clock
from tests.openrouter_sim.refusals import Refusal
from tests.openrouter_sim.routing import Market, asked_models, route
from tests.openrouter_sim.validating import FIELDS, invalid
from tests.openrouter_sim.wire import odd_pieces
from tests.openrouter_sim_tests.client import ask, body_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 300) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
WISHES = st.dictionaries(
    st.sampled_from(["only", "ignore", "order", "zdr", "max_price", "data_collection"]), JSON
)
FREE_MODEL = SimModel("a/b:free", trains=True, caches=Caches.EXPLICIT)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(FIELDS, JSON) | {"provider": WISHES, "messages": JSON}
    )
)
def test_any_body_is_refused_or_can_be_answered(body: dict[str, Any]) -> None:
    body = {**body_of("a/b:free"), **body}
    if invalid(body) is not None:
        return
    prompt, session = prompt_of(body), session_of(body, {})
    PromptCache(Clock()).count(FREE_MODEL, "key", session, prompt)
    routed = route(asked_models(body)[0], body, Account(), Market([FREE_MODEL], {}), prompt.tokens)
    assert isinstance(routed, Refusal | SimModel)
    answer = answer_to(body, None, thinks=True)
    assert answer.tokens <= (body.get("max_completion_tokens") or body.get("max_tokens") or 10**6)


@given(st.binary(max_size=40))
def test_odd_pieces_are_the_whole(content: bytes) -> None:
    pieces = odd_pieces(content)
    assert b"".join(pieces) == content and all(pieces)


async def test_nonsense_on_the_wire_closes_the_connection_and_harms_nobody(sim: Simulator) -> None:
    for body in (b"\xff\xfe", b"null", b"[[]]", b'{"messages": [1], "model": 2}'):
        assert (await ask(sim, body)).status == 400
    assert (await ask(sim, body_of())).status == 200
