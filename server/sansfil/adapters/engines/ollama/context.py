"""How long a prompt may be in Ollama, and how to see that one was cut without a word."""

import re

# What an estimate of tokens may err by, and the tokens that a model puts before a text by itself.
MARGIN_TOKENS = 64
STEP_TOKENS = 256

# A run of letters is a token at least: no tokenizer of the known families writes two words as one.
WORD = re.compile(r"[^\W\d_]+")
# Special tokens hold several words each, and stand at the head of every file and part.
FAR_BELOW, SPECIALS = 0.7, 64
# Where the count is that of a prompt cut in half, twice as many bytes as a token usually has.
MOST_BYTES_PER_TOKEN = 5.0
HALF_SLACK = 4
# Code has three bytes to a token and more; less than two stand in none that is worth completing.
DENSE_BYTES = 2
# `truncate` came to /api/generate with this version.
FIRST_HONEST = (0, 12, 6)
NUMBERS = re.compile(r"v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})")


def context_for(wanted: int, trained: int, loaded: int) -> int:
    """Tokens to ask for: those that are `loaded` if they are enough, for another number loads the
    model anew; else what is wanted. 0 stands for a trained or loaded length that is not known."""
    least = _within(wanted + MARGIN_TOKENS, trained)
    if loaded >= least:
        return loaded
    return _within(-(-least // STEP_TOKENS) * STEP_TOKENS, trained)


def is_half(text: str, evaluated: int, context: int) -> bool:
    """Whether `evaluated` tokens are what Ollama leaves of a prompt that is too long.

    It keeps the first four tokens, and so many of the last that half of the context is free
    (ollama/ollama, llm/llama_server.go, `contextShiftPromptLimit`): 2050 of 4096, with a token for
    the beginning 2051.
    """
    is_at_half = 0 <= evaluated - context // 2 <= HALF_SLACK
    return is_at_half and len(text.encode("utf-8", "replace")) > MOST_BYTES_PER_TOKEN * evaluated


def is_far_below(text: str, evaluated: int) -> bool:
    """Whether `evaluated` tokens cannot be all of `text`: it has many more words."""
    words = sum(1 for _ in WORD.finditer(text))
    return evaluated < FAR_BELOW * words - SPECIALS


def may_be_cut(text: str, context: int, version: str) -> bool:
    """Whether a prompt may be too long for this version, which would then not say so at once."""
    return cuts_silently(version) and len(text.encode("utf-8", "replace")) > context * DENSE_BYTES


def cuts_silently(version: str) -> bool:
    """Whether it passes `truncate` over; a build that is no release is taken for a new one."""
    numbers = NUMBERS.match(version)
    found = tuple(map(int, numbers.groups())) if numbers else ()
    return (0, 0, 0) < found < FIRST_HONEST


def believed(evaluated: int, context: int) -> int:
    """The context to believe in once a prompt was cut to `evaluated` tokens: the length of which they
    are the half, or where that is the known one, a quarter less, since estimates fell short."""
    return max(0, min(2 * (evaluated - HALF_SLACK), context - context // 4))


def _within(tokens: int, trained: int) -> int:
    return min(tokens, trained) if trained else tokens
