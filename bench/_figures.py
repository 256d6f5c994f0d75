"""Rows of figures: of sessions typed into the server, and of sessions asked of a peer's layout."""

import os
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bench._engine import ids_of
from bench._peers.driving import PeerRun
from bench._typist.live import LiveRun
from bench._wire.blocks import BlockCache
from bench._wire.exchange import Exchange, Sake

Row = dict[str, float | None]
ON_PATH = (Sake.KEYSTROKE, Sake.STALE)


def quantile(values: Sequence[float], share: float) -> float | None:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def lower_quartile(values: Sequence[float | None]) -> float | None:
    """Of several runs: what the machine does when others leave it alone."""
    return quantile([value for value in values if value is not None], 0.25)


def mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def spread(tokens: Sequence[float]) -> Row:
    """Of what was recomputed at each key."""
    return {
        "tokens/key": mean(tokens),
        "median": quantile(tokens, 0.5),
        "95 %": quantile(tokens, 0.95),
        "max": max(tokens, default=None),
    }


def live_row(runs: Sequence[LiveRun]) -> Row:
    """Of several sessions of one kind."""
    exchanges = [each for run in runs for each in run.exchanges]
    asked = [each for each in exchanges if not each.is_warm_up]
    keys = sum(len(run.bench.strokes) for run in runs)
    distinct = len({each.prompt for each in asked})
    all_in = sum(run.tokens for run in runs)
    warm = sum(each.tokens for each in exchanges if each.is_warm_up)
    on_path = [tokens for run in runs for tokens in tokens_per_key(run)]
    return {
        "keys": keys,
        **spread(on_path),
        "warm-up/key": warm / keys,
        "ahead/key": (all_in - warm - sum(on_path)) / keys,
        "all in/key": all_in / keys,
        "requests/key": len(asked) / keys,
        "tokens/prompt": _ratio(all_in - warm, distinct),
        "repeats": len(asked) - distinct,
        "stale": sum(each.sake is Sake.STALE for each in asked),
        "aborted": sum(each.is_aborted for each in asked),
        "prompt": _median_size(asked),
        "blocks of 16/key": sum(map(_blocks, runs)) / keys,
    }


def tokens_per_key(run: LiveRun) -> list[float]:
    """What was recomputed for the text as it stood, key by key."""
    by_key: Counter[int] = Counter()
    for each in run.exchanges:
        if each.sake in ON_PATH:
            by_key[each.key] += int(each.tokens)
    return [float(by_key[key + 1]) for key in range(len(run.bench.strokes))]


def screen_row(runs: Sequence[LiveRun]) -> Row:
    """Of what the typist saw, and when."""
    strokes = [stroke for run in runs for stroke in run.bench.strokes]
    ghosts = [stroke.ghost_ms for stroke in strokes if stroke.ghost_ms is not None]
    answers = [stroke.answer_ms for stroke in strokes if stroke.answer_ms is not None]
    return {
        "on screen %": 100 * sum(stroke.was_shown for stroke in strokes) / len(strokes),
        "typed along %": 100 * sum(stroke.is_along for stroke in strokes) / len(strokes),
        "new ghosts": len(ghosts),
        "key to ghost ms": quantile(ghosts, 0.5),
        "ghost 95 % ms": quantile(ghosts, 0.95),
        "key to answer ms": quantile(answers, 0.5),
        "answer 95 % ms": quantile(answers, 0.95),
        "announced": sum(run.bench.announced for run in runs),
    }


def peer_row(run: PeerRun) -> Row:
    keys = len(run.tokens)
    return {
        "keys": keys,
        **spread(run.tokens),
        "warm-up/key": run.warm_tokens / keys,
        "ahead/key": 0.0,
        "all in/key": (sum(run.tokens) + run.warm_tokens) / keys,
        "requests/key": run.requests / keys,
        "tokens/prompt": _ratio(sum(run.tokens), run.distinct),
        "repeats": run.requests - run.distinct,
        "stale": 0.0,
        "aborted": 0.0,
        "prompt": quantile(run.sizes, 0.5),
        "blocks of 16/key": run.block_tokens / keys if run.block_tokens else None,
    }


def evictions(runs: Iterable[LiveRun]) -> int:
    """How often a prompt lacked context that the one before it had, though its file is not in front."""
    return sum(_evictions(run.exchanges) for run in runs)


def _evictions(exchanges: Iterable[Exchange]) -> int:
    found, before = 0, set[str]()
    for each in exchanges:
        *chunks, front = str(each.body["prompt"]).split("<|file_sep|>")[1:]
        path = front.partition("\n")[0]
        found += any(chunk.partition("\n")[0] != path for chunk in before - set(chunks))
        before = set(chunks)
    return found


def machine() -> Row:
    """What the milliseconds are worth: a fixed loop's own, and the load."""
    return {"calibration loop ms": calibration_ms(), "load": os.getloadavg()[0]}


def calibration_ms() -> float:
    """A million additions, the best of five, in this thread's own time."""
    return min(_loop_ms() for _ in range(5))


def _loop_ms() -> float:
    start = time.thread_time()
    sum(range(1_000_000))
    return 1e3 * (time.thread_time() - start)


def table(rows: Mapping[str, Row], width: int = 24) -> str:
    """Columns as wide as their names."""
    columns = list(next(iter(rows.values())))
    lines = [" " * width + "".join(f"{column:>{_width(column)}}" for column in columns)]
    for name, row in rows.items():
        cells = (f"{_cell(row.get(column)):>{_width(column)}}" for column in columns)
        lines.append(f"{name:{width}}{''.join(cells)}")
    return "\n".join(lines)


def _width(column: str) -> int:
    return max(9, len(column) + 2)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    is_whole = value == int(value)
    return f"{value:.0f}" if is_whole or value >= 1000 else f"{value:.2f}"


def _blocks(run: LiveRun) -> int:
    """Tokens that an engine of 16-token blocks would recompute for the text as it stood."""
    cache, total = BlockCache(), 0
    for each in run.exchanges:
        fresh = cache.read(ids_of(each.prompt))
        total += fresh if each.sake in ON_PATH else 0
    return total


def _median_size(asked: Iterable[Exchange]) -> float | None:
    known = [each.fresh + (each.reused or 0) for each in asked if each.fresh is not None]
    return quantile(known, 0.5)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
