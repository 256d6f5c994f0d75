"""What a model was trained to see before a question and before a text, where the settings say nothing.

Sources: the models' cards at huggingface.co, as of their names below.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sansfil.settings import IndexSettings


@dataclass(frozen=True)
class Prefixes:
    """Each with the space or line end that belongs to it."""

    query: str = ""
    text: str = ""


_PASSAGES = "Represent this sentence for searching relevant passages: "
_CODE = "Represent this query for searching relevant code: "
# The first whose name stands in the model's, which may be a path, carry a size, or a tag.
_KNOWN: Mapping[str, Prefixes] = {
    # nomic-ai/nomic-embed-code, nomic-ai/CodeRankEmbed.
    "nomic-embed-code": Prefixes(_CODE),
    "coderankembed": Prefixes(_CODE),
    # nomic-ai/nomic-embed-text-v1.5, -v2-moe.
    "nomic-embed": Prefixes("search_query: ", "search_document: "),
    # intfloat/multilingual-e5-large-instruct.
    "e5-large-instruct": Prefixes(
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
    ),
    # intfloat/e5-base-v2, intfloat/multilingual-e5-small.
    "e5": Prefixes("query: ", "passage: "),
    # BAAI/bge-m3 wants none, BAAI/bge-base-en-v1.5 before questions only.
    "bge-m3": Prefixes(),
    "bge": Prefixes(_PASSAGES),
    # mixedbread-ai/mxbai-embed-large-v1, Snowflake/snowflake-arctic-embed-m and -m-v2.0.
    "mxbai-embed-large": Prefixes(_PASSAGES),
    "snowflake-arctic-embed2": Prefixes("query: "),
    "snowflake-arctic-embed-m-v2.0": Prefixes("query: "),
    "snowflake-arctic-embed-l-v2.0": Prefixes("query: "),
    "snowflake-arctic-embed": Prefixes(_PASSAGES),
    # Qwen/Qwen3-Embedding-0.6B; the task is the one of its card for searching.
    "qwen3-embedding": Prefixes(
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
    ),
    # jinaai/jina-code-embeddings-0.5b (nl2code), jinaai/jina-embeddings-v4; -v2 and v2-base-code want none.
    "jina-code-embeddings": Prefixes(
        "Find the most relevant code snippet given the following query:\n",
        "Candidate code snippet:\n",
    ),
    "jina-embeddings-v4": Prefixes("Query: ", "Passage: "),
    # google/embeddinggemma-300m.
    "embeddinggemma": Prefixes("task: code retrieval | query: ", "title: none | text: "),
}


def prefixes_for(settings: IndexSettings, model: str) -> Prefixes:
    """Those of the settings, where they name any; else those that `model` is known to want."""
    if settings.query_prefix or settings.text_prefix:
        return Prefixes(settings.query_prefix, settings.text_prefix)
    name = model.lower().replace("_", "-")
    return next((found for known, found in _KNOWN.items() if _names(name, known)), Prefixes())


def _names(model: str, known: str) -> bool:
    """A word of the name, not a part of one: `e5` is none of `qwen2e5`."""
    return re.search(rf"(?<![a-z0-9]){re.escape(known)}(?![a-z0-9])", model) is not None
