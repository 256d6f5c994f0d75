"""Whether Ollama reads a prompt's known beginning again: it tells only how long it took."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sansfil.ports import Usage

# Some 300 tokens, and 2500 for a machine that reads those too fast to be measured.
LINES = (32, 256)
MOST_TOKENS_PER_LINE = 12
# Below this, what every request costs is a good part of it.
MEASURABLE_MS = 50.0
# Of one length, so that their costs can be compared.
ONE_END, OTHER_END = "first = [1, 2]\n", "print('other')\n"

Warm = Callable[[str], Awaitable[Usage]]


@dataclass(frozen=True)
class Finding:
    """`keeps_prefixes` is None where it cannot be told; `counts_whole` claims that the tokens that
    Ollama reports are those of the whole prompt, not only of what it read anew."""

    keeps_prefixes: bool | None
    counts_whole: bool


async def finding(warm: Warm, context_tokens: int, nonce: str) -> Finding:
    """Reads two prompts with one stem; raises EngineError.

    `nonce` makes the stem one that was never read before.
    """
    found = Finding(None, counts_whole=True)
    for lines in LINES:
        if lines * MOST_TOKENS_PER_LINE > context_tokens:
            break
        stem = stem_of(f"{nonce}_{lines}", lines)
        found = compared(await warm(stem + ONE_END), await warm(stem + OTHER_END))
        if found.keeps_prefixes is not None:
            break
    return found


def stem_of(nonce: str, lines: int) -> str:
    return f"# {nonce}\n" + "".join(f"value_{number} = {number}\n" for number in range(lines))


def compared(first: Usage, second: Usage) -> Finding:
    """What two prompts of one length tell: the second must cost less than half."""
    if 0 < second.fresh < first.fresh / 2:
        return Finding(keeps_prefixes=True, counts_whole=False)
    if first.prompt_ms < MEASURABLE_MS or second.prompt_ms <= 0:
        return Finding(None, counts_whole=True)
    return Finding(second.prompt_ms < first.prompt_ms / 2, counts_whole=True)
