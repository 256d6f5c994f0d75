"""What a project's manifests, locks and environments say, read from the disk; fits `Manifests`."""

from sansfil.adapters.manifests.on_disk import ManifestsOnDisk

__all__ = ["ManifestsOnDisk"]
