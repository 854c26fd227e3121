"""The command line: one file a command, listed here. Errors become exit codes in `run.py` and nowhere else."""

from __future__ import annotations

from overpaint.cli.run import main

__all__ = ["main"]
