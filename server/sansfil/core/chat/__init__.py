"""Conversations with chat models, as values: messages, tools, and the prompts made of them."""

from sansfil.core.chat.compaction import Compacted, CompactionKnobs, Why, compacted, due
from sansfil.core.chat.messages import Message, Role, Tool, ToolCall, canonical
from sansfil.core.chat.pieces import Fact, Piece
from sansfil.core.chat.rendering import ChatBudget, ChatPlan, plan, rendering
from sansfil.core.chat.session import ChatSession, Moved

__all__ = [
    "ChatBudget",
    "ChatPlan",
    "ChatSession",
    "Compacted",
    "CompactionKnobs",
    "Fact",
    "Message",
    "Moved",
    "Piece",
    "Role",
    "Tool",
    "ToolCall",
    "Why",
    "canonical",
    "compacted",
    "due",
    "plan",
    "rendering",
]
