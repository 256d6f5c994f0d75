"""The varieties that this garden knows."""

from garden.records import Plant

CATALOGUE = (
    Plant(
        name="Carrot 'Nantes'",
        family="Apiaceae",
        sow_from_month=3,
        sow_until_month=7,
        days_to_harvest=90,
        row_distance_cm=25,
        plant_distance_cm=4,
    ),
    Plant(
        name="Lettuce 'Merveille des quatre saisons'",
        family="Asteraceae",
        sow_from_month=2,
        sow_until_month=9,
        days_to_harvest=60,
        row_distance_cm=30,
        plant_distance_cm=25,
    ),
    Plant(
        name="Radish 'French Breakfast'",
        family="Brassicaceae",
        sow_from_month=3,
        sow_until_month=9,
        days_to_harvest=28,
        row_distance_cm=15,
        plant_distance_cm=3,
    ),
    Plant(
        name="Spinach 'Monstrueux de Viroflay'",
        family="Amaranthaceae",
        sow_from_month=8,
        sow_until_month=10,
        days_to_harvest=50,
        row_distance_cm=25,
        plant_distance_cm=10,
    ),
    Plant(
        name="Bean 'Contender'",
        family="Fabaceae",
        sow_from_month=5,
        sow_until_month=7,
        days_to_harvest=65,
        row_distance_cm=40,
        plant_distance_cm=8,
    ),
)


def plant_called(name: str) -> Plant:
    """The plant of that name; raises KeyError if the catalogue has none."""
    for plant in CATALOGUE:
        if plant.name == name:
            return plant
    raise KeyError(name)


def plants_of_family(family: str) -> list[Plant]:
    """All plants of one botanical family, in the order of the catalogue."""
    return [plant for plant in CATALOGUE if plant.family == family]


def plants_to_sow_in(month: int) -> list[Plant]:
    """All plants whose sowing season holds this month, 1 to 12."""
    return [plant for plant in CATALOGUE if plant.sow_from_month <= month <= plant.sow_until_month]
