"""Conversations made up by Hypothesis, and what a person would say of them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise

from hypothesis import strategies as st

from sansfil.core.chat import (
    ChatBudget,
    ChatSession,
    Fact,
    Message,
    Piece,
    Role,
    Tool,
    ToolCall,
)

Step = Callable[[ChatSession], ChatSession]
SYSTEM = "You help with code."
TOOLS = (
    Tool("search", "Finds text.", {"type": "object", "properties": {"query": {"type": "string"}}}),
    Tool(
        "read_file", "Reads a file.", {"properties": {"path": {"type": "string"}}, "type": "object"}
    ),
)
# Sessions of different examples are different sessions.
_NUMBERS = count()
_TEXTS = st.text(alphabet="ab `\n\0é😀", max_size=40)
_LONG = st.tuples(_TEXTS, st.integers(1, 200)).map(lambda drawn: drawn[0] * drawn[1])
_PIECES = st.builds(Piece, st.sampled_from(["a.py", "b.py", "c.py:1-9"]), _LONG)
_FACTS = st.lists(
    st.builds(Fact, st.sampled_from(["date", "open file", "cursor"]), _TEXTS), max_size=3
)


def opened(system: str = SYSTEM, tools: Sequence[Tool] = TOOLS) -> ChatSession:
    return ChatSession.opened(f"session-{next(_NUMBERS)}", system, tools)


@st.composite
def turns(draw: st.DrawFn) -> list[Step]:
    """A question, some rounds of calls and results, and an answer: each step may be sent."""
    text, context, facts = draw(_TEXTS), draw(st.lists(_PIECES, max_size=3)), draw(_FACTS)
    steps: list[Step] = [lambda session: session.asked(text, context, facts)]
    for results in draw(st.lists(st.lists(_PIECES, min_size=1, max_size=3), max_size=3)):
        steps.append(_round(draw(_TEXTS), results))
    answer = draw(_TEXTS)
    return [*steps, lambda session: session.answered(answer)]


def conversations(most: int = 5) -> st.SearchStrategy[list[list[Step]]]:
    return st.lists(turns(), min_size=1, max_size=most)


def sent(session: ChatSession, steps: Sequence[Sequence[Step]]) -> Iterator[ChatSession]:
    """The session after each step."""
    for turn in steps:
        for step in turn:
            session = step(session)
            yield session


def _round(said: str, results: Sequence[Piece]) -> Step:
    def step(session: ChatSession) -> ChatSession:
        calls = [ToolCall(f"call_{at}", "read_file", '{"path": "x"') for at in range(len(results))]
        session = session.answered(said, calls)
        for call, piece in zip(calls, results, strict=True):
            session = session.resulted(call.id, piece.text, of=piece.name)
        return session

    return step


def are_paired(messages: Sequence[Message]) -> bool:
    """Whether every call has its result right behind it, and every result its call."""
    open_ids: list[str] = []
    for message in messages:
        if message.role is Role.TOOL:
            if message.answers not in open_ids:
                return False
            open_ids.remove(message.answers)
        elif open_ids:
            return False
        else:
            open_ids = [call.id for call in message.calls]
    return not open_ids


def alternate(messages: Sequence[Message]) -> bool:
    """Whether no two questions, and no two answers, stand side by side."""
    roles = [message.role for message in messages]
    return all(one != other or one is Role.TOOL for one, other in pairwise(roles))


def budget_of(window: int, answer: int = 64) -> ChatBudget:
    return ChatBudget(window, answer, lambda text: len(text) / 4)
