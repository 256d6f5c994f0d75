"""The models that Sansfil asks where the user names none: names that were good once, and their kin."""

import re
from dataclasses import dataclass

FREE = ":free"


@dataclass(frozen=True)
class Wish:
    """`ids` are asked as they stand here, and their free variants, if there are any; `family` finds
    successors once none of them is left."""

    name: str
    ids: tuple[str, ...]
    family: re.Pattern[str]

    @property
    def all_ids(self) -> tuple[str, ...]:
        """With the free variants that nobody named."""
        bare = dict.fromkeys(id_.removesuffix(FREE) for id_ in self.ids)
        return tuple(dict.fromkeys((*self.ids, *(f"{id_}{FREE}" for id_ in bare))))


def _wish(name: str, family: str, *ids: str) -> Wish:
    return Wish(name, ids, re.compile(rf"(?:{family})(?::free)?"))


# Ids come and go: what is meant is resolved against the provider's list of the day.
WISHES = (
    _wish(
        "Devstral 2",
        r"mistralai/devstral-[\w.-]+",
        "mistralai/devstral-2-2512:free",
        "mistralai/devstral-2512:free",
        "mistralai/devstral-2512",
    ),
    _wish(
        "MiMo-V2-Flash",
        r"xiaomi/mimo-v[\d.]+(?:-flash|-pro)?",
        "xiaomi/mimo-v2-flash:free",
        "xiaomi/mimo-v2-flash",
    ),
    _wish(
        "Qwen3-Coder",
        r"qwen/qwen[\d.]+-coder[\w.-]*",
        "qwen/qwen3-coder:free",
        "qwen/qwen3-coder",
    ),
    _wish(
        "MiniMax M2.1",
        r"minimax/minimax-m[\d.]+",
        "minimax/minimax-m2.1",
    ),
    _wish(
        "DeepSeek V3.2",
        r"deepseek/deepseek-(?:chat-)?v[\d.]+(?:-flash|-pro)?",
        "deepseek/deepseek-v3.2",
    ),
)
# Passes a request on to a free model that can do what it needs.
FREE_ROUTER = "openrouter/free"
