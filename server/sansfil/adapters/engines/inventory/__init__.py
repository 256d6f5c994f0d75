"""What is there for completing code: engines that answer, model files, memory, who uses the GPUs.

`MachineInventory` fits `ports.Inventory`: `answering` asks the engines, `folders` looks where other
programs keep models, `starters` finds what could start one, `memory` and `processes` ask the system.
"""

from sansfil.adapters.engines.inventory.machine_inventory import MachineInventory

__all__ = ["MachineInventory"]
