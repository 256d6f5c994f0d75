"""Conversations that begin alike."""

from typing import Any

from tests.openrouter_sim_tests.client import Tree

HEAD = "You help with code. " * 400
PLAIN, MARKED = "mistralai/codestral-2508", "qwen/qwen3-coder-flash"


def turns(*said: str, model: str = PLAIN, mark: bool = False, **more: Any) -> Tree:
    head: Tree = {"type": "text", "text": HEAD}
    head |= {"cache_control": {"type": "ephemeral"}} if mark else {}
    messages = [{"role": "system", "content": [head]}]
    messages += [{"role": "user", "content": text} for text in said]
    return {"model": model, "messages": messages, **more}
