"""What a server says, as it may be repeated to a person."""

import re

LONGEST_REASON = 120
# CUDA and PyTorch, Metal, Vulkan and ggml's allocators; Ollama before it loads (server/sched.go).
NO_MEMORY = re.compile(
    r"out of (?:\w+ )?memory|OutOfMemory|insufficient memory|(?:failed|unable) to allocate"
    r"|more (?:system )?memory|alloc(?:ation)?[_ ]failed|ErrorOutOf",
    re.IGNORECASE,
)


def quoted(said: object, secret: str) -> str:
    """One short line without a full stop: a server may quote what it was sent, and even the key.

    Empty for nothing, and for a page.
    """
    line = " ".join(str(said).split()) if said else ""
    if line.startswith("<"):
        return ""
    printable = "".join(character for character in line if character.isprintable())
    hidden = (printable.replace(secret, "…") if secret else printable).rstrip(".")
    return hidden if len(hidden) <= LONGEST_REASON else f"{hidden[: LONGEST_REASON - 1]}…"


def tells_of_no_memory(said: object) -> bool:
    return NO_MEMORY.search(str(said)) is not None
