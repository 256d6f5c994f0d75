"""Prints what to sow this month and what is ready: python3 plan.py FOLDER."""

import sys
from datetime import date
from pathlib import Path

from garden.catalogue import plants_to_sow_in
from garden.planning import is_ready, ready_on
from garden.storage import load_sowings


def lines_for(folder: Path, today: date) -> list[str]:
    """Two short lists for today."""
    lines = ["To sow this month:"]
    for plant in plants_to_sow_in(today.month):
        lines.append(f"  {plant.name}: {plant.days_to_harvest} days to the harvest")
    lines.append("Ready now:")
    for sowing in load_sowings(folder):
        if is_ready(sowing, today):
            lines.append(f"  {sowing.plant_name} in {sowing.bed_name} since {ready_on(sowing)}")
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines_for(Path(sys.argv[1]), date.today())) + "\n")
