"""The one settings tree, frozen; `reading` makes it of any mapping, with readable problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sansfil.core.gate import Aggressiveness
from sansfil.core.ngram import NgramKnobs


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
