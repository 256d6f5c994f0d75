"""The prompt of a session, ready to be sent, and whether it fits the model's window."""

from dataclasses import dataclass

from sansfil.core.chat.messages import Message, Tool, canonical
from sansfil.core.chat.session import ChatSession, Moved
from sansfil.core.counting import Calibration, Count
from sansfil.core.phrases import Phrase, phrase


@dataclass(frozen=True)
class BudgetKnobs:
    """`per_message` tokens are what a template writes around a message; `margin` of the window is left
    free, since tokens are estimated; a window that nobody tells is taken to be `unknown_window`."""

    per_message: int = 8
    margin: float = 0.03
    unknown_window: int = 8192


@dataclass(frozen=True)
class ChatBudget:
    """`window` is what the model's endpoint really holds, prompt and answer, in tokens (0: untold);
    `answer` what is kept free for the answer; `count` estimates tokens."""

    window: int
    answer: int
    count: Count = Calibration().count
    knobs: BudgetKnobs = BudgetKnobs()

    @property
    def whole(self) -> int:
        return self.window or self.knobs.unknown_window

    @property
    def room(self) -> int:
        """For the prompt."""
        return max(0, int(self.whole * (1 - self.knobs.margin)) - self.answer)

    def tokens(self, message: Message) -> float:
        calls = sum(self.count(f"{call.id}{call.name}{call.arguments}") for call in message.calls)
        return self.knobs.per_message + self.count(message.text) + calls

    def fixed_tokens(self, session: ChatSession) -> float:
        """Of what no compaction can spare: the system's text and the tools."""
        system = self.knobs.per_message + self.count(session.system) if session.system else 0
        return system + (
            self.count(canonical(list(map(_tree, session.tools)))) if session.tools else 0
        )

    def session_tokens(self, session: ChatSession) -> float:
        return self.fixed_tokens(session) + sum(
            self.tokens(each.message) for each in session.entries
        )


@dataclass(frozen=True)
class ChatPlan:
    """One prompt: all of `messages` stay as they are in the next plan of this `epoch`, so that all are
    stable. `obstacle` says why it cannot be sent. `characters` are those that a server counts tokens of,
    to learn from what it says (`Calibration.learned`)."""

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...]
    session_id: str
    epoch: int
    moved: Moved
    tokens: int
    characters: int
    obstacle: Phrase | None = None

    @property
    def stable_messages(self) -> int:
        return len(self.messages)


def plan(session: ChatSession, budget: ChatBudget) -> ChatPlan:
    """Raises ValueError while a call has no result: no server takes that."""
    if session.open_calls:
        raise ValueError("a call has no result yet")
    tokens = int(budget.session_tokens(session)) + 1
    obstacle = None
    if tokens > budget.room:
        obstacle = phrase("chat.too_long", needed=tokens, room=budget.room)
    return ChatPlan(
        session.messages,
        session.tools,
        session.id,
        session.epoch,
        session.moved,
        tokens,
        len(head_text(session.tools)) + sum(map(len, map(message_text, session.messages))),
        obstacle,
    )


def rendering(planned: ChatPlan) -> str:
    """All that a model reads, in its order, as one text: two plans share what their renderings share."""
    return head_text(planned.tools) + "".join(map(message_text, planned.messages))


def head_text(tools: tuple[Tool, ...]) -> str:
    """Tools stand before the messages in every template and at every provider."""
    return f"{canonical(list(map(_tree, tools)))}\n" if tools else ""


def message_text(message: Message) -> str:
    calls = [[call.id, call.name, call.arguments] for call in message.calls]
    return f"{canonical([message.role, message.text, calls, message.answers])}\n"


def _tree(tool: Tool) -> list[object]:
    return [tool.name, tool.description, dict(tool.parameters)]
