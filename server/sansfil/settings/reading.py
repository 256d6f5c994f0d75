"""Settings from any mapping, layer over layer: what a workspace may say, and readable problems."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, TypeGuard, TypeVar, cast

from sansfil.core.phrases import Phrase, phrase
from sansfil.settings import BudgetSettings, ConsentSettings, Limits, Settings

Tree = TypeVar("Tree")
Problems = tuple[Phrase, ...]
Rules = Mapping[str, Any]
# What only the user may choose: programs to run, places to write to, hosts to send to, and the record
# of what was sent.
USERS_OWN_KEYS = frozenset(
    {"cache_dir", "interpreter", "local", "trace", "cloud", "agent", "activity", "index"}
)
# The first is the strictest.
SENDING = ("never", "ask", "allow")


def read_settings(raw: object, onto: Settings | None = None) -> tuple[Settings, Problems]:
    """`raw` (nested mappings, keys in camelCase or snake_case) laid over `onto`.

    A bad value leaves what `onto` says, or the strictest where it is about money or about what may leave
    the machine, and adds one problem; nothing is raised.
    """
    base = onto or Settings()
    if raw is None:
        return base, ()
    return _read_tree(base, raw, "")


def read_workspace_settings(
    raw: Mapping[str, object], onto: Settings, path: str
) -> tuple[Settings, Problems]:
    """Like `read_settings`, for a file of the workspace: it may not set `USERS_OWN_KEYS`."""
    refused = [key for key in raw if _snake(key) in USERS_OWN_KEYS]
    allowed = {key: value for key, value in raw.items() if key not in refused}
    settings, problems = read_settings(allowed, onto)
    settings = _no_dearer(settings, onto)
    told = tuple(phrase("problem.setting_not_here", key=key, path=path) for key in refused)
    return settings, problems + told


def nothing_leaves(settings: Settings) -> Settings:
    """The same, but nobody is sent anything: a file that may say so cannot be read."""
    return replace(settings, consent=replace(settings.consent, send=SENDING[0]))


def _no_dearer(settings: Settings, than: Settings) -> Settings:
    """A workspace file may spare the machine work, not give it more, nor record what the user does not."""
    budget = min(settings.workspace_model.max_tokens, than.workspace_model.max_tokens)
    model = replace(settings.workspace_model, max_tokens=budget)
    usage = replace(settings.usage, record=settings.usage.record and than.usage.record)
    consent = _no_laxer(settings.consent, than.consent)
    spending = BudgetSettings(
        min(settings.budget.usd_per_day, than.budget.usd_per_day),
        min(settings.budget.usd_per_month, than.budget.usd_per_month),
    )
    changed = {"workspace_model": model, "usage": usage, "consent": consent, "budget": spending}
    return replace(settings, **cast("Any", changed))


def _no_laxer(consent: ConsentSettings, than: ConsentSettings) -> ConsentSettings:
    """What a workspace file says of sending only ever adds to what the user forbids."""
    send = min(consent.send, than.send, key=SENDING.index)
    globs = tuple(dict.fromkeys((*than.local_only, *consent.local_only)))
    return ConsentSettings(send, globs, consent.private or than.private)


def tree_of_assignment(assignment: str) -> Mapping[str, object]:
    """`a.b=value` as a nested mapping; the value as in TOML, or plain text.

    Raises ValueError where there is no `=`.
    """
    dotted, equals, text = assignment.partition("=")
    if not equals or not dotted.strip():
        raise ValueError(assignment)
    tree: object = _value_of(text.strip())
    for key in reversed(dotted.strip().split(".")):
        tree = {key: tree}
    return cast("Mapping[str, object]", tree)


def _read_tree(base: Tree, raw: object, path: str) -> tuple[Tree, Problems]:
    if not _is_mapping(raw):
        return _strictest(base, path), (_wrong(path or "sansfil", phrase("expected.table"), raw),)
    known = {spec.name: spec for spec in fields(cast("Any", base))}
    changes: dict[str, object] = {}
    problems: list[Phrase] = []
    for key, value in raw.items():
        name, dotted = _snake(key), f"{path}{key}"
        if name not in known:
            problems.append(_unknown(dotted, path, known))
            continue
        changes[name], told = _read_value(getattr(base, name), value, known[name].metadata, dotted)
        problems.extend(told)
    return replace(cast("Any", base), **changes), tuple(problems)


def _read_value(
    current: object, value: object, rules: Rules, dotted: str
) -> tuple[object, Problems]:
    if is_dataclass(current):
        return _read_tree(current, value, f"{dotted}.")
    expected = _mismatch(current, value, rules)
    if expected is not None and "strictest" in rules:
        return rules["strictest"], (_held(dotted, expected, value, rules["strictest"]),)
    if expected is not None:
        return current, (_wrong(dotted, expected, value),)
    if isinstance(current, float):
        # Whole numbers too: the next layer's may have a fraction.
        return float(cast("float", value)), ()
    if isinstance(value, Mapping):
        return MappingProxyType({**cast("Any", current), **cast("Any", value)}), ()
    return tuple(cast("Any", value)) if isinstance(current, tuple) else value, ()


def _strictest(base: Tree, path: str) -> Tree:
    """A whole table that cannot be read; what is no table at all (`path` is empty) says nothing."""
    specs = fields(cast("Any", base)) if path else ()
    held = {spec.name: spec.metadata["strictest"] for spec in specs if "strictest" in spec.metadata}
    return replace(cast("Any", base), **held)


def _mismatch(current: object, value: object, rules: Rules) -> Phrase | None:
    """What was expected in place of `value`, or None where it fits."""
    match current:
        case bool():
            return None if isinstance(value, bool) else phrase("expected.boolean")
        case int() | float():
            return _number_mismatch(current, value, rules.get("limits"))
        case str():
            return _text_mismatch(value, rules)
        case tuple():
            return _texts_mismatch(value)
        case _:
            return _mapping_mismatch(cast("Mapping[str, object]", current), value)


def _text_mismatch(value: object, rules: Rules) -> Phrase | None:
    if not isinstance(value, str):
        return phrase("expected.text")
    choices = rules.get("choices")
    if choices is not None:
        return None if value in choices else phrase("expected.choice", choices=", ".join(choices))
    if not rules.get("is_path") or not value:
        return None
    is_absolute = value.startswith("~/") or PurePath(value).is_absolute()
    return None if is_absolute and "\0" not in value else phrase("expected.path")


def _number_mismatch(current: float, value: object, limits: Limits | None) -> Phrase | None:
    least, most = (limits.least, limits.most) if limits else (0.0, float("inf"))
    kinds = int if isinstance(current, int) else (int, float)
    fits = isinstance(value, kinds) and not isinstance(value, bool)
    if fits and least <= cast("float", value) <= most:
        return None
    whole = isinstance(current, int)
    bounds = (int(least), int(most)) if whole else (least, most)
    return phrase("expected.between", least=bounds[0], most=bounds[1])


def _texts_mismatch(value: object) -> Phrase | None:
    is_list = isinstance(value, list | tuple)
    fits = is_list and all(isinstance(each, str) for each in cast("Any", value))
    return None if fits else phrase("expected.texts")


def _mapping_mismatch(current: Mapping[str, object], value: object) -> Phrase | None:
    holds_booleans = any(isinstance(known, bool) for known in current.values())
    if not _is_mapping(value):
        return phrase("expected.booleans" if holds_booleans else "expected.table")
    if holds_booleans and not all(isinstance(item, bool) for item in value.values()):
        return phrase("expected.booleans")
    return None


def _is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in cast("Any", value))


def _unknown(dotted: str, path: str, known: Mapping[str, object]) -> Phrase:
    import difflib  # only a misspelt key pays for it

    near = difflib.get_close_matches(_snake(dotted.removeprefix(path)), known, n=1)
    if not near:
        return phrase("problem.unknown_setting", key=dotted)
    return phrase("problem.misspelt_setting", key=dotted, nearest=f"{path}{near[0]}")


def _wrong(dotted: str, expected: Phrase, found: object) -> Phrase:
    return phrase("problem.setting_value", key=dotted, expected=expected, found=_shown(found))


def _held(dotted: str, expected: Phrase, found: object, strictest: object) -> Phrase:
    told = {"key": dotted, "expected": expected, "found": _shown(found)}
    return phrase("problem.setting_held", **told, strictest=_shown(strictest))


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key).lower()


def _value_of(text: str) -> object:
    """As in TOML; what is none there is text, so that a path needs no quotes."""
    import tomllib  # only who writes settings by hand waits for it

    try:
        return tomllib.loads(f"value = {text}")["value"] if "\n" not in text else text
    except tomllib.TOMLDecodeError:
        return text
