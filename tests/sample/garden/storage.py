"""Reads and writes the garden's records, one JSON file per kind."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from garden.records import Bed, Gardener, Harvest, Plant, SeedOrder, Sowing, Watering


def with_dates(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its days (`sown_on`, `due_on` …) read as dates."""
    days = {key: date.fromisoformat(day) for key, day in record.items() if key.endswith("_on")}
    return record | days


def load_plants(folder: Path) -> list[Plant]:
    """The plants kept in plants.json; none if the file does not exist."""
    path = folder / "plants.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [Plant(**record) for record in records]


def save_plants(folder: Path, plants: list[Plant]) -> None:
    """Writes plants.json anew."""
    path = folder / "plants.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(plant) for plant in plants], target, indent=2, default=str)


def load_beds(folder: Path) -> list[Bed]:
    """The beds kept in beds.json; none if the file does not exist."""
    path = folder / "beds.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [Bed(**record) for record in records]


def save_beds(folder: Path, beds: list[Bed]) -> None:
    """Writes beds.json anew."""
    path = folder / "beds.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(bed) for bed in beds], target, indent=2, default=str)


def load_sowings(folder: Path) -> list[Sowing]:
    """The sowings kept in sowings.json; none if the file does not exist."""
    path = folder / "sowings.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [Sowing(**record) for record in records]


def save_sowings(folder: Path, sowings: list[Sowing]) -> None:
    """Writes sowings.json anew."""
    path = folder / "sowings.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(sowing) for sowing in sowings], target, indent=2, default=str)


def load_harvests(folder: Path) -> list[Harvest]:
    """The harvests kept in harvests.json; none if the file does not exist."""
    path = folder / "harvests.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [Harvest(**record) for record in records]


def save_harvests(folder: Path, harvests: list[Harvest]) -> None:
    """Writes harvests.json anew."""
    path = folder / "harvests.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(harvest) for harvest in harvests], target, indent=2, default=str)


def load_gardeners(folder: Path) -> list[Gardener]:
    """The gardeners kept in gardeners.json; none if the file does not exist."""
    path = folder / "gardeners.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [Gardener(**record) for record in records]


def save_gardeners(folder: Path, gardeners: list[Gardener]) -> None:
    """Writes gardeners.json anew."""
    path = folder / "gardeners.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(gardener) for gardener in gardeners], target, indent=2, default=str)


def load_waterings(folder: Path) -> list[Watering]:
    """The waterings kept in waterings.json; none if the file does not exist."""
    path = folder / "waterings.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [Watering(**record) for record in records]


def save_waterings(folder: Path, waterings: list[Watering]) -> None:
    """Writes waterings.json anew."""
    path = folder / "waterings.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(watering) for watering in waterings], target, indent=2, default=str)


def load_seed_orders(folder: Path) -> list[SeedOrder]:
    """The seed orders kept in seed_orders.json; none if the file does not exist."""
    path = folder / "seed_orders.json"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as source:
        records = json.load(source, object_hook=with_dates)
    return [SeedOrder(**record) for record in records]


def save_seed_orders(folder: Path, seed_orders: list[SeedOrder]) -> None:
    """Writes seed_orders.json anew."""
    path = folder / "seed_orders.json"
    with path.open("w", encoding="utf-8") as target:
        json.dump([asdict(seed_order) for seed_order in seed_orders], target, indent=2, default=str)
