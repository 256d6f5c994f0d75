"""The conversation as Sansfil sends it: the product's own `core/chat`."""

from collections.abc import Iterator, Sequence

from bench._chat.script import SYSTEM, Turn
from bench._chat.sending import ANSWER_TOKENS, SCHEMAS, Count, Sent, Wire, arguments_of, wire_tools

from sansfil.core.chat import (
    ChatBudget,
    ChatSession,
    Fact,
    Message,
    Tool,
    ToolCall,
    compacted,
    plan,
)

TOOLS = [Tool(name, description, schema) for name, (description, schema) in SCHEMAS.items()]


class Sansfil:
    """One session, compacted where it has to be."""

    def sending(self, turns: Sequence[Turn], window: int, count: Count) -> Iterator[Sent]:
        budget = ChatBudget(window, ANSWER_TOKENS, count)
        session = ChatSession.opened("bench", SYSTEM, TOOLS)
        for turn in turns:
            facts = [Fact(name, value) for name, value in turn.facts.items()]
            session = session.asked(turn.question, facts=facts)
            for call in turn.calls:
                session, sent = _sent(turn, session, budget)
                yield sent
                session = session.answered("", [ToolCall(call.id, call.tool, arguments_of(call))])
                session = session.resulted(call.id, call.result, of=call.file)
            session, sent = _sent(turn, session, budget)
            yield sent
            session = session.answered(turn.answer)


def _sent(turn: Turn, session: ChatSession, budget: ChatBudget) -> tuple[ChatSession, Sent]:
    done = compacted(session, budget)
    session = done.session if done else session
    planned = plan(session, budget)
    messages = [wire_of(message) for message in planned.messages]
    names = [tool.name for tool in planned.tools]
    sent = Sent(turn.number, messages, wire_tools(names), planned.session_id, done is not None)
    return session, sent


def wire_of(message: Message) -> Wire:
    wire: dict[str, object] = {"role": message.role.value, "content": message.text}
    if message.calls:
        wire["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.calls
        ]
    return wire | ({"tool_call_id": message.answers} if message.answers else {})
