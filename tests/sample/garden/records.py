"""The records that the garden is made of; each one is a line of a JSON file."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Plant:
    """A variety: months are 1 to 12, distances in centimetres."""

    name: str
    family: str
    sow_from_month: int
    sow_until_month: int
    days_to_harvest: int
    row_distance_cm: int
    plant_distance_cm: int


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed, its measures in centimetres."""

    name: str
    length_cm: int
    width_cm: int
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Sowing:
    """What was sown where, and when."""

    plant_name: str
    bed_name: str
    sown_on: date
    rows: int


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a bed gave, in grams."""

    plant_name: str
    bed_name: str
    harvested_on: date
    weight_g: int


@dataclass(frozen=True, slots=True)
class Gardener:
    """Somebody who works here."""

    name: str
    email: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class Watering:
    """What a bed was given to drink, in litres."""

    bed_name: str
    gardener_name: str
    watered_on: date
    amount_l: int


@dataclass(frozen=True, slots=True)
class SeedOrder:
    """What was ordered, and for how many cents."""

    plant_name: str
    supplier: str
    ordered_on: date
    price_cents: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do in the garden."""

    title: str
    bed_name: str
    due_on: date
    is_done: bool
