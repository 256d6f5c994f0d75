"""Stand-ins at the ports, and only there; one file per kind of port."""

from tests.fakes.books import FakeLedger
from tests.fakes.chat import ChatPart, FakeOffers, FakeProvider, Held, answered
from tests.fakes.engines import (
    SOME_FACTS,
    SOME_USAGE,
    FakeEngine,
    FakeEngines,
    FakeGenerations,
    FakeGpus,
    FakeInventory,
    count_words,
    nothing_missed,
)
from tests.fakes.leaving import FakeConsents, FakeScanner
from tests.fakes.records import FakeActivity, FakeTelemetry
from tests.fakes.workspace import (
    FakeFiles,
    FakeLearner,
    FakeSettingsFiles,
    FakeStore,
    NoManifests,
    NoSyntax,
    some_machine,
)

__all__ = [
    "SOME_FACTS",
    "SOME_USAGE",
    "ChatPart",
    "FakeActivity",
    "FakeConsents",
    "FakeEngine",
    "FakeEngines",
    "FakeFiles",
    "FakeGenerations",
    "FakeGpus",
    "FakeInventory",
    "FakeLearner",
    "FakeLedger",
    "FakeOffers",
    "FakeProvider",
    "FakeScanner",
    "FakeSettingsFiles",
    "FakeStore",
    "FakeTelemetry",
    "Held",
    "NoManifests",
    "NoSyntax",
    "answered",
    "count_words",
    "nothing_missed",
    "some_machine",
]
