"""Model files: which exist (`TABLE`), where they lie and how they are loaded (`WeightStore`), how they get there (`fetch`)."""

from overpaint.weights.store import PULL, WeightStore
from overpaint.weights.table import TABLE, Weight, Wheel, find_weight

__all__ = ["PULL", "TABLE", "Weight", "WeightStore", "Wheel", "find_weight"]
