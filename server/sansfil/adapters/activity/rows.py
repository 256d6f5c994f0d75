"""How an exchange lies in the database: its columns, its packed texts, its sentences as JSON."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from sansfil.adapters.activity.limits import ActivityLimits
from sansfil.adapters.database import Layout
from sansfil.core.phrases import SENTENCES, Phrase, phrase_of, plain_phrase, sentence
from sansfil.ports.activity import Exchange, Recorded

LAYOUT = Layout(
    "activity.sqlite3",
    1,
    (
        """CREATE TABLE exchanges (number INTEGER PRIMARY KEY AUTOINCREMENT, at_s REAL NOT NULL,
    purpose TEXT NOT NULL, tier TEXT NOT NULL, origin TEXT NOT NULL, model TEXT NOT NULL,
    provider TEXT NOT NULL, leaves_machine INTEGER NOT NULL, workspace TEXT NOT NULL,
    session TEXT NOT NULL, why TEXT NOT NULL, prompt_tokens INTEGER, reused_tokens INTEGER,
    completion_tokens INTEGER, first_ms REAL, total_ms REAL, cost INTEGER, masked INTEGER NOT NULL,
    generation TEXT NOT NULL, fault TEXT NOT NULL, said TEXT NOT NULL, body_bytes INTEGER NOT NULL,
    shared_bytes INTEGER NOT NULL, kept_bytes INTEGER NOT NULL, body BLOB, answer BLOB)""",
        "CREATE INDEX exchanges_by_session ON exchanges (origin, model, session, number)",
    ),
)
_BEHIND_NUMBER = 25
INSERT = f"INSERT INTO exchanges VALUES (?, {', '.join('?' * _BEHIND_NUMBER)})"  # noqa: S608 - only marks
# Of a database that was begun anew meanwhile, nothing else is taken away.
DELETE_BEGUN = "DELETE FROM exchanges WHERE number = ? AND at_s = ? AND body_bytes = ?"
_HEAD = """number, at_s, purpose, tier, origin, model, provider, leaves_machine, workspace, session, why,
    prompt_tokens, reused_tokens, completion_tokens, first_ms, total_ms, cost, masked, generation, fault,
    said, body_bytes, shared_bytes"""
SELECT_HEADS = f"SELECT {_HEAD}, NULL, NULL FROM exchanges WHERE number < ?"  # noqa: S608 - constants of ours
SELECT_WHOLE = f"SELECT {_HEAD}, body, answer FROM exchanges WHERE number = ?"  # noqa: S608
SELECT_BODY_BEFORE = """SELECT body FROM exchanges WHERE origin = ? AND model = ? AND session = ?
    AND body IS NOT NULL ORDER BY number DESC LIMIT 1"""
# The most that SQLite can hold in a column.
_MOST = 2**63 - 1
# Most of a prompt is the prompt before it: the fastest level packs code to a third all the same.
_LEVEL = 1


def values_of(exchange: Exchange, shared_bytes: int, limits: ActivityLimits) -> tuple[Any, ...]:
    """One row, without its number."""
    answer_bytes = exchange.answer.encode("utf-8", "replace")
    body, answer = _packed(exchange.body, limits), _packed(answer_bytes, limits)
    kept = len(body or b"") + len(answer or b"")
    values = (
        exchange.at_s,
        exchange.purpose,
        exchange.tier,
        exchange.origin,
        exchange.model,
        exchange.provider,
        int(exchange.leaves_machine),
        exchange.workspace,
        exchange.session,
        _told(exchange.why),
        exchange.prompt_tokens,
        exchange.reused_tokens,
        exchange.completion_tokens,
        exchange.first_ms,
        exchange.total_ms,
        exchange.cost,
        exchange.masked,
        exchange.generation,
        exchange.fault,
        _told(() if exchange.said is None else (exchange.said,)),
        len(exchange.body),
        shared_bytes,
        kept,
    )
    return (*map(storable, values), body, answer)


def recorded_of(row: Sequence[Any]) -> Recorded:
    """Raises zlib.error where the texts are damaged."""
    number, at_s, purpose, tier, origin, model, provider, leaves, workspace, session, why, *more = (
        row
    )
    prompt, reused, completion, first_ms, total_ms, cost, masked, generation, fault, *rest = more
    said, body_bytes, shared_bytes, body, answer = rest
    exchange = Exchange(
        at_s, purpose, tier, origin, model, provider, bool(leaves), workspace, session,
        _heard(why), unpacked(body), unpacked(answer).decode("utf-8", "replace"),
        prompt, reused, completion, first_ms, total_ms, cost, masked, generation, fault,
        next(iter(_heard(said)), None),
    )  # fmt: skip
    return Recorded(number, exchange, body_bytes, shared_bytes)


def storable(value: object) -> object:
    """What others tell may hold half a surrogate pair, or a number without measure."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return max(-_MOST, min(_MOST, value)) if isinstance(value, int) else value


def _packed(content: bytes, limits: ActivityLimits) -> bytes | None:
    """None where there is nothing, or too much."""
    if not content or len(content) > limits.most_text_bytes:
        return None
    return zlib.compress(content, _LEVEL)


def unpacked(packed: bytes | None) -> bytes:
    """Raises zlib.error."""
    return zlib.decompress(packed) if packed else b""


def shared_bytes(one: bytes, other: bytes) -> int:
    """With how many bytes both begin."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


# Sentences by their keys: whoever reads the record hears them in a language of their own.


def _told(phrases: Sequence[Phrase]) -> str:
    return json.dumps([plain_phrase(each) for each in phrases])


def _heard(told: str) -> tuple[Phrase, ...]:
    """Without those that another version has said, of which this one knows no words."""
    phrases = (phrase_of(each) for each in json.loads(told))
    return tuple(each for each in phrases if _is_sayable(each))


def _is_sayable(said: Phrase) -> bool:
    try:
        return said.key in SENTENCES and bool(sentence(said, "en"))
    except (KeyError, IndexError, ValueError):
        return False
