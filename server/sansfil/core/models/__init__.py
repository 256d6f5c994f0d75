"""Which model fits this machine: models that are known to fill in code, and what is proposed of them.

Known:   `CATALOGUE` is what can be downloaded, with sources; `ollama_name` finds one by Ollama's name.
There:   `Here` is what was found on this machine, made by an adapter.
Propose: `proposed(here) -> Proposal`, the best choice first; `Choice` says why and how it is had.
Warn:    `overcommitted(here, facts)` where a model that the user has named does not fit.
"""

from sansfil.core.models.catalogue import CATALOGUE, Build, KnownModel, Licence
from sansfil.core.models.choices import Choice, Kind, settings_lines
from sansfil.core.models.here import Here, Served, Starter, Stored
from sansfil.core.models.proposing import Proposal, proposed
from sansfil.core.models.room import Room, overcommitted, room_of

__all__ = [
    "CATALOGUE",
    "Build",
    "Choice",
    "Here",
    "Kind",
    "KnownModel",
    "Licence",
    "Proposal",
    "Room",
    "Served",
    "Starter",
    "Stored",
    "overcommitted",
    "proposed",
    "room_of",
    "settings_lines",
]
