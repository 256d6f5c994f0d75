"""Which fill-in-the-middle tokens a model has, read from the template that Ollama keeps for it.

Such a template is one of Go's text/template with a place for the text after the cursor, such as
`{{- if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ else }}`.
"""

import re
from collections.abc import Mapping

BRANCH = re.compile(r"\{\{-?\s*if [^}]*\.Suffix[^}]*\}\}(.*?)(?:\{\{-?\s*(?:else|end)\b|\Z)", re.S)
PLACE = re.compile(r"\{\{-?\s*\.(Prompt|Suffix)\s*-?\}\}")
MARK = re.compile(r"[^\s{}]{2,40}")
ORDERS = {
    ("Prompt", "Suffix"): ("fim_pre", "fim_suf", "fim_mid"),
    ("Suffix", "Prompt"): ("fim_suf", "fim_pre", "fim_mid"),
}


def fim_tokens_of(template: str) -> Mapping[str, str]:
    """The tokens by their GGUF names; empty where the template has no place for a suffix, or does
    more than to put tokens around it."""
    branch = BRANCH.search(template)
    first, *more = PLACE.split(branch[1]) if branch else [""]
    if len(more) != 4:
        return {}
    names = ORDERS.get((more[0], more[2]), ())
    texts = [mark.strip() for mark in (first, more[1], more[3])]
    found = {name: mark for name, mark in zip(names, texts, strict=False) if mark}
    # Codestral goes on right behind the prefix: it has no third token.
    has_all = {"fim_pre", "fim_suf"} <= set(found)
    return found if has_all and all(map(MARK.fullmatch, found.values())) else {}
