"""What fits into a bed, and when it will be ready."""

from datetime import date, timedelta

from garden.catalogue import plant_called
from garden.records import Bed, Harvest, Plant, Sowing


def rows_in_bed(bed: Bed, plant: Plant) -> int:
    """How many rows of a plant fit across the bed."""
    return bed.width_cm // plant.row_distance_cm


def plants_in_row(bed: Bed, plant: Plant) -> int:
    """How many plants fit into one row along the bed."""
    return bed.length_cm // plant.plant_distance_cm


def plants_in_bed(bed: Bed, plant: Plant) -> int:
    """How many plants fit into the whole bed."""
    return rows_in_bed(bed, plant) * plants_in_row(bed, plant)


def ready_on(sowing: Sowing) -> date:
    """The first day on which a sowing can be harvested."""
    plant = plant_called(sowing.plant_name)
    return sowing.sown_on + timedelta(days=plant.days_to_harvest)


def is_ready(sowing: Sowing, today: date) -> bool:
    """True from the first day of the harvest on."""
    return ready_on(sowing) <= today


def weight_by_plant(harvests: list[Harvest]) -> dict[str, int]:
    """Grams harvested of each plant."""
    weights: dict[str, int] = {}
    for harvest in harvests:
        weights[harvest.plant_name] = weights.get(harvest.plant_name, 0) + harvest.weight_g
    return weights


def weight_by_bed(harvests: list[Harvest]) -> dict[str, int]:
    """Grams harvested from each bed."""
    weights: dict[str, int] = {}
    for harvest in harvests:
        weights[harvest.bed_name] = weights.get(harvest.bed_name, 0) + harvest.weight_g
    return weights
