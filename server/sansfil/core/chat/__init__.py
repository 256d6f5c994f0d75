"""Conversations with chat models, as values: messages, tools, and the prompts made of them."""

from sansfil.core.chat.messages import Message, Role, Tool, ToolCall, canonical

__all__ = ["Message", "Role", "Tool", "ToolCall", "canonical"]
