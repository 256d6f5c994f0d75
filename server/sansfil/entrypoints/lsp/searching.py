"""The code index on the wire: searching, what is skipped, the map, building anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from sansfil.assistant import CodeIndex
from sansfil.core.phrases import Locale, sentence
from sansfil.core.retrieval import Hit, IndexState, IndexStatus, SearchRequest, Skipped
from sansfil.core.text import split_lines, utf16_length
from sansfil.entrypoints.lsp.protocol import field_of, index_to_wire
from sansfil.entrypoints.lsp.session import Session
from sansfil.features.folders import Folders
from sansfil.features.index_words import reason_said, skipped_said

SEARCH = "sansfil/search"
INDEX = "sansfil/index"
MOST_HITS, MOST_SKIPPED, MAP_TOKENS = 100, 2_000, 1_500
LONGEST_QUESTION = 4_000


def register_index(server: LanguageServer, session: Session) -> None:
    @server.feature(SEARCH)
    async def search(params: Any) -> Any:
        """`{query, limit?, under?, language?}` gives `{hits, status}`."""
        return await session.answered(_searched(session, params))

    @server.feature(INDEX)
    async def index(params: Any) -> Any:
        """`{action}`, one of `status`, `skipped`, `map`, `rebuild` and `clear`, gives `{status, message}`, with
        `skipped` or `map` where that was asked."""
        return await session.answered(_managed(session, params))


async def _searched(session: Session, params: Any) -> Mapping[str, Any]:
    index = session.assistant.code_index
    hits = await index.search(_request_of(params))
    return found_to_wire(hits, index.folders, index.seen, session.locale)


def found_to_wire(
    hits: Sequence[Hit], folders: Folders, status: IndexStatus, locale: Locale
) -> Mapping[str, Any]:
    """The answer of `sansfil/search`."""
    placed = ((hit, folders.path_of(hit.path)) for hit in hits)
    return {
        "hits": [_hit_to_wire(hit, path.as_uri(), locale) for hit, path in placed if path],
        "status": index_to_wire(status, locale),
    }


def _request_of(params: Any) -> SearchRequest:
    query, limit = field_of(params, "query"), field_of(params, "limit")
    if not isinstance(query, str) or len(query) > LONGEST_QUESTION:
        raise JsonRpcInvalidParams(f"`query` is a text of at most {LONGEST_QUESTION} characters")
    under, language = field_of(params, "under") or "", field_of(params, "language") or ""
    if not isinstance(under, str) or not isinstance(language, str):
        raise JsonRpcInvalidParams("`under` and `language` are texts")
    most = limit if type(limit) is int and 0 < limit <= MOST_HITS else 10
    return SearchRequest(query, most, under, language)


async def _managed(session: Session, params: Any) -> Mapping[str, Any]:
    index, action = session.assistant.code_index, field_of(params, "action")
    answer: dict[str, Any] = {}
    if action == "skipped":
        answer["skipped"] = skipped_to_wire(await index.skipped(MOST_SKIPPED), session.locale)
    elif action == "map":
        answer["map"] = await index.atlas(MAP_TOKENS)
    elif action == "rebuild":
        await index.rebuild()
    elif action == "clear":
        await index.clear()
    elif action != "status":
        raise JsonRpcInvalidParams("`action` is status, skipped, map, rebuild or clear")
    status = index_to_wire(await _seen(index), session.locale)
    return {**answer, "status": status, "message": status["message"]}


async def _seen(index: CodeIndex) -> IndexStatus:
    """What it says itself, or what is known of one that cannot be asked."""
    if index.seen.state is IndexState.OFF:
        return index.seen
    return await index.status()


def skipped_to_wire(skipped: Sequence[Skipped], locale: Locale) -> Sequence[Mapping[str, str]]:
    return [{"path": each.path, "why": sentence(skipped_said(each), locale)} for each in skipped]


def _hit_to_wire(hit: Hit, uri: str, locale: Locale) -> Mapping[str, Any]:
    lines = split_lines(hit.text)
    return {
        "uri": uri,
        "path": hit.path,
        "range": {
            "start": {"line": hit.first_line, "character": 0},
            "end": {
                "line": hit.first_line + len(lines) - 1,
                "character": utf16_length(lines[-1]),
            },
        },
        "symbol": hit.symbol,
        "language": hit.language,
        "score": round(hit.score, 4),
        "text": hit.text,
        "why": [sentence(reason_said(each), locale) for each in hit.why],
    }
