"""Workers have no network: no socket of any, nor by a child, a ring or a name; pipes and sockets of the machine's own stay."""

from threading import Event as Flag

import pytest

from cut_off import SUPPORTED
from engines.probing_duty import ProbingDuty
from overpaint.workers import WorkerPool
from overpaint.workers.messages import Job, Last

pytestmark = pytest.mark.skipif(not SUPPORTED, reason="needs a Linux kernel that takes filters, on x86-64 or ARM64")


@pytest.fixture(scope="module")
def pool():
    made = WorkerPool(ProbingDuty(), count=1, memory=1024, timeout=60)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("tried", "says"),
    [
        ("tcp", "PermissionError"),
        ("tcp6", "PermissionError"),
        ("udp", "PermissionError"),
        ("packets", "PermissionError"),
        ("vsock", "PermissionError"),
        ("name", "gaierror"),
        ("ring", "errno 1"),
        ("child", "PermissionError: [Errno 1] Operation not permitted"),
        ("own", "xmade"),
    ],
)
def test_what_a_worker_can_reach(pool, tried, says):
    events = list(pool.run(Job(tried), Flag()))
    assert [event.event if isinstance(event, Last) else event for event in events] == [says]
