"""The one settings tree: frozen, read from any mapping, with readable problems."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, TypeGuard, TypeVar, cast

from sansfil.core.gate import Aggressiveness
from sansfil.core.ngram import NgramKnobs
from sansfil.core.phrases import Phrase, phrase

Tree = TypeVar("Tree")
Problems = tuple[Phrase, ...]
Rules = Mapping[str, Any]


@dataclass(frozen=True)
class Limits:
    """The least and the most value that a number may have."""

    least: float
    most: float


# For money and for what may leave the machine "strictest" is what holds where nobody can read what was
# meant: the default may be the very thing that was to be forbidden.


def _number(default: float, least: float, most: float, **rules: object) -> Any:
    return field(default=default, metadata={"limits": Limits(least, most), **rules})


def _choice(default: str, *others: str, strictest: str) -> Any:
    return field(default=default, metadata={"choices": (default, *others), "strictest": strictest})


def _claim(default: bool, *, strictest: bool) -> Any:  # noqa: FBT001 - as in `field`
    return field(default=default, metadata={"strictest": strictest})


# As a ceiling, in dollars per million tokens: a picodollar a token, which no paid model asks so little as.
CLOSED_CEILING = 1e-6


@dataclass(frozen=True)
class CompletionSettings:
    """Where ghost text may appear, and how readily; `languages` maps language ids to a claim, `*` to
    all others. `check_imports` claims that none is shown that imports what does not exist."""

    enabled: bool = True
    aggressiveness: str = field(
        default=Aggressiveness.BALANCED.value,
        metadata={"choices": tuple(each.value for each in Aggressiveness)},
    )
    languages: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({"*": True}))
    check_imports: bool = True

    def speaks(self, language: str) -> bool:
        return self.languages.get(language, self.languages.get("*", True))


@dataclass(frozen=True)
class WorkspaceModelSettings:
    """Tier 0: `min_confidence` is the probability a suggestion must have to be shown."""

    enabled: bool = True
    min_confidence: float = _number(NgramKnobs().min_confidence, 0.0, 1.0)
    max_tokens: int = _number(2_000_000, 10_000, 50_000_000)


ENGINE_KINDS = ("auto", "managed", "llama.cpp", "ollama", "vllm", "tabby", "openai", "off")
SERVER_KINDS = ("auto", "llama.cpp", "ollama", "vllm", "tabby", "openai")
LAYOUTS = ("anchored", "plain")


@dataclass(frozen=True)
class LocalSettings:
    """Tier 1, a fill-in-the-middle model on an engine of this machine.

    `model` is a name, a GGUF file, or `owner/repository/file.gguf` of a model hub; `family` names a
    prompt format where the model's name does not tell it; `tokenizer` is a `tokenizer.json`;
    `prompt_tokens` bounds what stands before the typed text, `max_tokens` one answer; `threads` 0
    leaves the number to the engine. The engine at `backup_url`, if any, is asked when the first one is
    slow or gone.
    """

    engine: str = field(default="auto", metadata={"choices": ENGINE_KINDS})
    url: str = ""
    model: str = ""
    family: str = ""
    tokenizer: str = field(default="", metadata={"is_path": True})
    layout: str = field(default="anchored", metadata={"choices": LAYOUTS})
    prompt_tokens: int = _number(2048, 256, 131_072)
    max_tokens: int = _number(64, 1, 1024)
    deadline_ms: int = _number(300, 20, 10_000)
    threads: int = _number(0, 0, 256)
    backup_url: str = ""
    backup_engine: str = field(default="auto", metadata={"choices": SERVER_KINDS})
    backup_model: str = ""

    @property
    def of_backup(self) -> "LocalSettings":
        """The same for the engine that steps in; it is off where none is named, or nobody wants any.

        What is said of the first engine's model is not said of its model.
        """
        is_wanted = self.backup_url and self.engine != "off" and not self.has_same_backup
        return replace(
            self,
            engine=self.backup_engine if is_wanted else "off",
            url=self.backup_url,
            model=self.backup_model,
            family="",
            tokenizer="",
        )

    @property
    def has_same_backup(self) -> bool:
        """Whether the backup is the first engine again: nothing would be gained by asking it twice."""
        return bool(self.url) and _address(self.url) == _address(self.backup_url)


@dataclass(frozen=True)
class CloudSettings:
    """Tiers 2 and 3, models of a provider; `models` are ids in the order in which they are asked, none of
    them the product's own list.

    `completion` claims that ghost text may come from there, `data_collection` whether endpoints may be
    asked that keep or train on what they get, `zero_retention` that only those may which keep nothing;
    `max_prompt_usd` and `max_completion_usd` are ceilings per million tokens, 0 for none.
    """

    base_url: str = "https://openrouter.ai/api/v1"
    models: tuple[str, ...] = ()
    completion: bool = True
    deadline_ms: int = _number(2_000, 200, 60_000)
    data_collection: str = _choice("allow", "deny", strictest="deny")
    zero_retention: bool = _claim(default=False, strictest=True)
    max_prompt_usd: float = _number(0.0, 0.0, 1_000_000.0, strictest=CLOSED_CEILING)
    max_completion_usd: float = _number(0.0, 0.0, 1_000_000.0, strictest=CLOSED_CEILING)


@dataclass(frozen=True)
class AgentSettings:
    """The models that may call tools, in the order in which they are asked."""

    models: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsentSettings:
    """Whether anything may leave the machine: `ask` once per workspace, `never`, or `allow` unasked.

    Files that match one of the globs `local_only` (as in `.gitignore`) never leave; in `private` mode
    nothing at all does, whatever else is said.
    """

    send: str = _choice("ask", "never", "allow", strictest="never")
    local_only: tuple[str, ...] = field(default=(), metadata={"strictest": ("*",)})
    private: bool = _claim(default=False, strictest=True)


@dataclass(frozen=True)
class BudgetSettings:
    """The most that paid models may cost, in US dollars; 0 forbids them."""

    usd_per_day: float = _number(1.0, 0.0, 1_000_000.0, strictest=0.0)
    usd_per_month: float = _number(10.0, 0.0, 1_000_000.0, strictest=0.0)


EMBEDDERS = ("none", "openai", "ollama", "onnx")


@dataclass(frozen=True)
class IndexSettings:
    """The code index. `history` claims that messages of commits count; files that match a glob of `include`
    are searched though they are ignored, those that match one of `exclude` are not; at most `max_files`.

    `qdrant_url` is a server or cluster, empty for the embedded one; `grpc_port` 0 asks by REST alone;
    `shards` and `replicas` are of collections that are made there. `embedder` is a kind of server, or a
    model file; `embedder_url` its address; `embedding_model` its name, or the path of an ONNX file; the
    prefixes are what the model was trained to see before questions and before code.
    """

    enabled: bool = True
    history: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_files: int = _number(100_000, 1, 10_000_000)
    qdrant_url: str = ""
    grpc_port: int = _number(6334, 0, 65_535)
    shards: int = _number(1, 1, 1_000)
    replicas: int = _number(1, 1, 100)
    embedder: str = field(default="none", metadata={"choices": EMBEDDERS})
    embedder_url: str = ""
    embedding_model: str = ""
    query_prefix: str = ""
    text_prefix: str = ""


@dataclass(frozen=True)
class ActivitySettings:
    """Whether every request that leaves the process is recorded, on this machine."""

    record: bool = True


@dataclass(frozen=True)
class UsageSettings:
    """Whether what becomes of suggestions is recorded, on this machine and for its user alone."""

    record: bool = True


@dataclass(frozen=True)
class NextEditSettings:
    """Whether the places that follow from an edit by hand are offered."""

    enabled: bool = True


def _address(url: str) -> str:
    return url.strip().lower().rstrip("/").replace("//localhost", "//127.0.0.1")


@dataclass(frozen=True)
class Settings:
    """The whole tree; `interpreter` and `trace` are the extension's, kept so that they are known."""

    completion: CompletionSettings = CompletionSettings()
    local: LocalSettings = LocalSettings()
    workspace_model: WorkspaceModelSettings = WorkspaceModelSettings()
    next_edit: NextEditSettings = NextEditSettings()
    usage: UsageSettings = UsageSettings()
    cloud: CloudSettings = CloudSettings()
    agent: AgentSettings = AgentSettings()
    consent: ConsentSettings = ConsentSettings()
    budget: BudgetSettings = BudgetSettings()
    activity: ActivitySettings = ActivitySettings()
    index: IndexSettings = IndexSettings()
    cache_dir: str = field(default="", metadata={"is_path": True})
    interpreter: str = ""
    trace: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


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
