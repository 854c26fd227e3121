"""Freed pixels stay with the process: told by the page faults of taking the same memory again."""

import resource
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
import numpy as np
from overpaint.imaging.allocator import keep_freed_memory
if sys.argv[1] == "keep" and not keep_freed_memory():
    sys.exit(3)
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(3):
    np.ones((1024, 1024, 12), np.uint8)
before = faults()
for _ in range(10):
    [np.ones((1024, 1024, 12), np.uint8) for _ in range(3)]
print(faults() - before)
"""


def page_faults(how):
    done = subprocess.run([sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip("this C library has no mallopt")
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_large_arrays_are_not_paged_in_anew():
    pages = 10 * 3 * 12 * (1 << 20) // resource.getpagesize()
    assert page_faults("keep") < 0.5 * pages
