"""Model files: which exist (`TABLE`), where they lie and how they are loaded (`WeightStore`), how they get there (`fetch`)."""

from overpaint.weights.store import PULL, WeightStore
from overpaint.weights.table import FONTS, READERS, TABLE, NpmPackage, Weight, Wheel, find_weight, pull_command

__all__ = ["FONTS", "PULL", "READERS", "TABLE", "NpmPackage", "Weight", "WeightStore", "Wheel", "find_weight", "pull_command"]
