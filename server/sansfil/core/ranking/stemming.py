"""Words without their endings, so that `caching`, `cached` and `caches` are one term.

A light stemmer of our own for English, which leaves most French words alone: plurals, -ing, -ed,
-ly, -ion after t or s, a last e. It prefers to leave two forms apart to making one of two words.
"""

SHORTEST = 4
_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdfgmnprt")
_PLURALS_IN_ES = ("sses", "xes", "zes", "ches", "shes")
_NO_PLURALS = ("ss", "us", "is")


def stem(word: str) -> str:
    """The stem of a word in lower case without accents."""
    if len(word) < SHORTEST or not word.isascii():
        return word
    return _without_e(_without_ending(_singular(word)))


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(_NO_PLURALS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    return word[:-2] if word.endswith(_PLURALS_IN_ES) else word[:-1]


def _without_ending(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            rest = word[: -len(ending)]
            return _single(rest) if not _VOWELS.isdisjoint(rest) else word
    if word.endswith("ly") and len(word) > 5:
        return word[:-2]
    return word[:-3] if word.endswith(("tion", "sion")) and len(word) > 6 else word


def _single(rest: str) -> str:
    """`running` is `run` with its consonant doubled."""
    is_doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] in _DOUBLED
    return rest[:-1] if is_doubled else rest


def _without_e(word: str) -> str:
    if word.endswith("ie") and len(word) > 4:
        return word[:-2] + "y"  # as in the plural: cookies, movies
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
