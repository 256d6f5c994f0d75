"""Whether a prompt that is cut back in the middle keeps what stood before: the ground of all reuse.

llama.cpp forgets everything where the model's memory cannot be rolled back (recurrent and hybrid
models, and sliding windows once they have slid).
"""

from collections.abc import Awaitable, Callable

from sansfil.adapters.engines.slots import ANY
from sansfil.ports import EngineFacts, Usage

STEM = "".join(f"value_{number} = {number}\n" for number in range(8))
ONE_END = "first = [1, 2, 3]\nprint(first)\n"
OTHER_END = "second = 4\n"
# Some tokens at the seam may be written differently, and the engine rereads the last one.
SEAM = 4
LEAST_CONTEXT = 256


async def keeps_prefixes(
    facts: EngineFacts,
    count: Callable[[str], Awaitable[int]],
    warm: Callable[[str], Awaitable[Usage]],
    block_tokens: int = 0,
) -> bool | None:
    """Reads some 200 tokens; None where it cannot be known, as in a slot that others use too.

    Some engines keep whole blocks of so many tokens only.
    """
    if is_too_small(facts):
        return None
    stem = await count(STEM)
    await warm(STEM + ONE_END)
    usage = await warm(STEM + OTHER_END)
    if usage.reused is not None and usage.reused >= stem - SEAM - block_tokens:
        return True
    return None if facts.slot == ANY else False


def is_too_small(facts: EngineFacts) -> bool:
    """Whether a trial does not fit; where the context is not told, it does."""
    return 0 < facts.context_tokens < LEAST_CONTEXT
