"""Model files: which exist (`TABLE`), where they lie and how they are loaded (`WeightStore`), how they get there (`fetch`)."""

from overpaint.weights.own import CONTRACTS, OwnNetwork, add_own, remove_own
from overpaint.weights.store import PULL, WeightStore
from overpaint.weights.table import FONTS, READERS, TABLE, NpmPackage, Weight, Wheel, find_weight, pull_command

__all__ = [
    "CONTRACTS",
    "FONTS",
    "PULL",
    "READERS",
    "TABLE",
    "NpmPackage",
    "OwnNetwork",
    "Weight",
    "WeightStore",
    "Wheel",
    "add_own",
    "find_weight",
    "pull_command",
    "remove_own",
]
