"""Where any thing of a picture ends, asked with a box around it or points on it. No finder: finders use it.

Segment Anything (Kirillov et al., 2023) with MobileSAM's small encoder (Zhang et al., "Faster Segment Anything", 2023). It knows
no names. Looking at a picture takes 1.3 s of one core, each question about it 0.07 s.
"""

from overpaint.regions.segmenting.asking import WEIGHTS, Prompt, Segment, segment

__all__ = ["WEIGHTS", "Prompt", "Segment", "segment"]
