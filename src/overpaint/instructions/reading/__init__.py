"""What a prompt asks, by candidates and a judge: `chart` lists the stretches that may be one request each, `features` describes
them, `ranker` scores every way to cut and label a prompt and takes the best.

The forms of `acts/` make readings of each stretch; they are evidence for the ranker, and the slots of what it chose. The weights
are trained by `scripts/train-reader` on the texts of `tests/cases` and `tests/requests` alone.
"""

from overpaint.instructions.reading.chart import Chart, Segment, chart_of
from overpaint.instructions.reading.ranker import FORBID, KEEP, NO_REQUESTS, NOTHING, Ranked, ranker

__all__ = ["FORBID", "KEEP", "NOTHING", "NO_REQUESTS", "Chart", "Ranked", "Segment", "chart_of", "ranker"]
