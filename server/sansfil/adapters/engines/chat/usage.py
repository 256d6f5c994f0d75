"""What an answer says of its tokens and its cost."""

from dataclasses import dataclass, replace

from sansfil.adapters.engines.wire.shapes import Tree, as_tree, whole
from sansfil.core.costs import Picos, Tokens, picos_of


@dataclass(frozen=True)
class Told:
    """None where the server does not tell it."""

    tokens: Tokens | None = None
    reused: int | None = None
    cost: Picos | None = None

    def and_then(self, later: "Told") -> "Told":
        """What was told later counts, where it tells something."""
        return Told(
            later.tokens or self.tokens,
            self.reused if later.reused is None else later.reused,
            self.cost if later.cost is None else later.cost,
        )


def told_in(message: Tree) -> Told:
    """`usage` (OpenAI; `cost` in US dollars and `cache_write_tokens` are OpenRouter's) and `timings`
    (llama.cpp, tools/server/README.md: `cache_n` of the prompt were known, `prompt_n` read anew)."""
    usage, timings = as_tree(message.get("usage")), as_tree(message.get("timings"))
    reused = _count(timings.get("cache_n"))
    if not usage:
        return Told(_of_timings(timings), reused)
    told = _of_usage(usage)
    if told.tokens is None or told.reused is not None or reused is None:
        return told
    cached = min(reused, told.tokens.prompt)
    return replace(told, tokens=replace(told.tokens, cached=cached), reused=cached)


def _of_usage(usage: Tree) -> Told:
    prompt, completion = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    cost = picos_of(usage.get("cost"))
    cost = cost if cost is None or cost >= 0 else None
    if prompt is None and completion is None:
        return Told(cost=cost)
    details = as_tree(usage.get("prompt_tokens_details"))
    cached = _count(details.get("cached_tokens"))
    reasoning = as_tree(usage.get("completion_tokens_details")).get("reasoning_tokens")
    most = prompt or 0
    tokens = Tokens(
        prompt=most,
        cached=min(cached or 0, most),
        written=min(whole(details.get("cache_write_tokens"), 0), most - min(cached or 0, most)),
        completion=completion or 0,
        reasoning=whole(reasoning, 0),
    )
    return Told(tokens, None if cached is None else tokens.cached, cost)


def _of_timings(timings: Tree) -> Tokens | None:
    reused, read = _count(timings.get("cache_n")), _count(timings.get("prompt_n"))
    if reused is None or read is None:
        return None
    return Tokens(reused + read, reused, completion=whole(timings.get("predicted_n"), 0))


def _count(found: object) -> int | None:
    counted = whole(found, -1)
    return None if counted < 0 else counted
