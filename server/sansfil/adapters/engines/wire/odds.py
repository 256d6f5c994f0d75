"""Log-probabilities as engines tell them, made fit to be counted with."""

from collections.abc import Iterable, Iterator

from sansfil.adapters.engines.wire.shapes import as_list, as_tree, finite
from sansfil.ports import Odds

# A token that was written had some probability; engines write very low numbers for none (vLLM -9999).
LEAST = -100.0


def odds_in(told: object) -> Iterator[Odds]:
    """Of a list of `{"logprob": -0.1}`, one per token, as llama.cpp and Ollama write them."""
    return odds_of(as_tree(one).get("logprob") for one in as_list(told))


def odds_of(told: Iterable[object]) -> Iterator[Odds]:
    """One event, or none where nothing usable is told."""
    logprobs = tuple(
        max(LEAST, min(0.0, number)) for number in map(finite, told) if number is not None
    )
    if logprobs:
        yield Odds(logprobs)
