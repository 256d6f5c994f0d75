"""How tests write documents: `ˇ` is the cursor, `«…»` ghost text, `-- path --` starts a file."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sansfil.assistant import Answer, Assistant, Buffer, Completing, Outside, Silence, Suggestion
from sansfil.core.text import Position, split_lines
from sansfil.features.cloud import CloudWorld
from sansfil.features.code_index import CodeIndex, MayReach
from sansfil.features.context import ContextFollower
from sansfil.features.local_engine import EngineWorld, LocalEngine
from sansfil.features.recording import Record, RecordedEngines
from sansfil.features.workspace_model import WorkspaceModel, World
from sansfil.ports import Engines
from sansfil.ports.code_index import IndexPlace
from sansfil.ports.grounding import Manifests
from sansfil.settings import Settings
from tests.fakes import (
    FakeActivity,
    FakeConsents,
    FakeEngines,
    FakeFiles,
    FakeGenerations,
    FakeGpus,
    FakeInventory,
    FakeLearner,
    FakeLedger,
    FakeOffers,
    FakeProvider,
    FakeScanner,
    FakeSettingsFiles,
    FakeStore,
    FakeTelemetry,
    NoManifests,
    NoSyntax,
    count_words,
    nothing_missed,
    some_machine,
)
from tests.index_fakes import FakeIndexProcess

ROOT = Path("/workspace")
CURSOR = "ˇ"
DEADLINE_S = 20
BY_TYPING = Completing()
ASKED = Completing(is_asked=True)
_HEADING = re.compile(r"^-- (.+) --$\n?", re.MULTILINE)
_LANGUAGES = {".py": "python", ".dart": "dart", ".ts": "typescript", ".md": "markdown"}


@dataclass(frozen=True)
class Scene:
    """Files by path relative to the workspace, and the cursor in one of them."""

    files: dict[str, str]
    path: str
    position: Position

    @property
    def text(self) -> str:
        return self.files[self.path]


def check(before: str, after: str, completing: Completing = BY_TYPING) -> None:
    """What is shown at the cursor of `before` is the ghost text in `after`.

    Files other than the one with the cursor stand in `before` only.
    """
    shown = scene(before)
    outcome = answer_to(shown, completing).outcome
    assert isinstance(outcome, Suggestion), outcome
    assert with_ghost(shown, outcome) == after


def check_silence(before: str, code: str, completing: Completing = BY_TYPING) -> None:
    """Nothing is shown at the cursor, and this is the reason given."""
    outcome = answer_to(scene(before), completing).outcome
    assert isinstance(outcome, Silence), outcome
    assert outcome.code == code


def scene(notation: str) -> Scene:
    """The files of a text in the notation; without headings it is one file, `main.py`."""
    files = _files(notation)
    path = next(path for path, text in files.items() if CURSOR in text)
    before, after = files[path].split(CURSOR)
    files[path] = before + after
    lines = split_lines(before)
    return Scene(files, path, Position(len(lines) - 1, len(lines[-1])))


def with_ghost(shown: Scene, suggestion: Suggestion) -> str:
    lines = list(split_lines(shown.text))
    line = lines[suggestion.start.line]
    before, after = line[: suggestion.start.column], line[suggestion.end.column :]
    lines[suggestion.start.line] = f"{before}«{suggestion.text}»{after}"
    return "".join(lines)


def answer_to(shown: Scene, completing: Completing = BY_TYPING, given: object = None) -> Answer:
    async def asked() -> Answer:
        async with living(assistant_of(shown.files, given)) as assistant:
            buffer = buffer_of(shown.path)
            assistant.open(buffer, 1, shown.text)
            await assistant.learned()
            return await assistant.complete(buffer.uri, shown.position, completing)

    return asyncio.run(asked())


def buffer_of(path: str) -> Buffer:
    absolute = ROOT / path
    language = _LANGUAGES.get(absolute.suffix, "plaintext")
    return Buffer(absolute.as_uri(), absolute.as_posix(), language)


def assistant_of(  # noqa: PLR0913 - a test names the one stand-in that it is about
    files: dict[str, str],
    given: object = None,
    engines: FakeEngines | None = None,
    generations: FakeGenerations | None = None,
    backup: FakeEngines | None = None,
    *,
    inventory: FakeInventory | None = None,
    telemetry: FakeTelemetry | None = None,
    activity: FakeActivity | None = None,
    cloud: CloudWorld | None = None,
    index: FakeIndexProcess | None = None,
    manifests: Manifests | None = None,
) -> Assistant:
    """A real Assistant over files in memory, learned in this process."""
    on_disk, store = FakeFiles({ROOT / path: text for path, text in files.items()}), FakeStore()
    world = World(FakeLearner(on_disk, store), store, on_disk)

    def open_model(
        roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
    ) -> WorkspaceModel:
        wanted = settings.workspace_model
        return WorkspaceModel(world, roots, wanted.max_tokens if wanted.enabled else 0, changed)

    def open_engine(
        roots: Sequence[Path], settings: Settings, changed: Callable[[], None], record: Record
    ) -> LocalEngine:
        found = RecordedEngines(engines or FakeEngines(), record)
        world = EngineWorld(found, generations or FakeGenerations(), count_words)
        return LocalEngine(world, settings.local, roots, changed)

    def open_backup(
        roots: Sequence[Path], settings: Settings, changed: Callable[[], None], record: Record
    ) -> LocalEngine:
        found = RecordedEngines(backup or FakeEngines(), record)
        world = EngineWorld(found, FakeGenerations(), count_words)
        return LocalEngine(world, settings.local, roots, changed)

    def open_cloud_engine(
        engines: Engines, roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
    ) -> LocalEngine:
        world = EngineWorld(engines, FakeGenerations(), count_words)
        return LocalEngine(world, settings.local, roots, changed)

    def open_cloud(_settings: Settings) -> CloudWorld:
        return cloud or cloud_world(FakeProvider())

    outside = Outside(
        open_model=open_model,
        open_engine=open_engine,
        open_backup=open_backup,
        open_context=lambda roots, exchange: ContextFollower(on_disk, roots, exchange),
        open_index=lambda roots, settings, changed, may_reach: code_index(
            index, roots, settings, changed, may_reach
        ),
        open_manifests=lambda: manifests or NoManifests(),
        settings_files=FakeSettingsFiles(),
        syntax=NoSyntax(),
        machine=some_machine,
        install=nothing_missed,
        gpus=FakeGpus(),
        open_inventory=lambda _settings: inventory or FakeInventory(),
        open_telemetry=lambda _settings: telemetry or FakeTelemetry(),
        open_activity=lambda _settings: activity or FakeActivity(),
        files=on_disk,
        open_chat=lambda _facts: None,
        cloud_key="" if cloud is None else cloud.key,
        open_cloud=open_cloud,
        open_cloud_engine=open_cloud_engine,
    )
    return Assistant(outside, [ROOT], given)


def code_index(
    process: FakeIndexProcess | None,
    roots: Sequence[Path],
    settings: Settings,
    changed: Callable[[], None],
    may_reach: MayReach,
) -> CodeIndex:
    """None where nothing is found by any search."""
    place = IndexPlace(tuple(roots), settings.cache_dir, {"index": asdict(settings.index)})
    is_there = process is not None and settings.index.enabled
    found = process or FakeIndexProcess()
    return CodeIndex(lambda: found, place if is_there else None, changed, may_reach)


def cloud_world(
    provider: FakeProvider, ledger: FakeLedger | None = None, key: str = ""
) -> CloudWorld:
    """What the cloud of an assistant acts through; nobody has allowed anything yet."""
    return CloudWorld(
        lambda _url, _key: provider,
        lambda: ledger or FakeLedger(),
        FakeConsents(),
        FakeScanner(),
        FakeOffers(),
        FakeFiles({}),
        key,
    )


@contextlib.asynccontextmanager
async def living(assistant: Assistant) -> AsyncGenerator[Assistant]:
    """The assistant while its background work runs, its workspace learned."""
    lifetime = asyncio.create_task(assistant.run())
    try:
        async with asyncio.timeout(DEADLINE_S):
            await assistant.learned()
            await assistant.engine_settled()
            yield assistant
    finally:
        lifetime.cancel()
        await asyncio.gather(lifetime, return_exceptions=True)


def _files(notation: str) -> dict[str, str]:
    head, *rest = _HEADING.split(notation)
    if not rest:
        return {"main.py": head}
    return dict(zip(rest[::2], rest[1::2], strict=True))
