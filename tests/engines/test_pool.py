"""The worker pool with real processes: order, limits, deaths, time-outs, cancels. A slow edit is a large sea."""

import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event as Flag

import numpy as np
import psutil
import pytest

from engines.edit_through import edit
from overpaint.canvas import EditRequest
from overpaint.engines.carrying import Finished
from overpaint.engines.local import PooledEngine
from overpaint.engines.planning import plan_for
from overpaint.errors import Cancelled, EngineError, EngineTimeout, EngineUnavailable, InvalidImage
from overpaint.imaging.codec import OutputFormat, encode, open_image
from overpaint.imaging.values import Image
from overpaint.settings import load

PHOTO = encode(Image(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)), OutputFormat())
FILE = open_image(PHOTO, name="image", max_pixels=10**8)
QUICK = EditRequest(images=(FILE,), prompt="make it brighter", size="source")
# Ten answers of a sharpened sky take many seconds: long enough to be killed, cancelled or timed out in.
SLOW = replace(QUICK, prompt="Change the background to a sunset over the ocean", size=(2048, 2048), n=10, quality="high")


def make(weights, **changes):
    """An engine whose cancelled edits have minutes to reach their next check: a busy machine is no fault of theirs."""
    return PooledEngine(load().model_copy(update={"workers": 1, **changes}), cancel_grace=300)


def run(engine, request, cancelled=None):
    *_, last = edit(engine, request, cancelled)
    assert isinstance(last, Finished)
    return last


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def engine(weights):
    pooled = make(weights, workers=2, queue_size=8)
    yield pooled
    pooled.close()


def start_slow(engine, threads, cancelled=None):
    """A slow edit on a thread of its own; returns once a worker is at it."""
    started = Flag()

    def work():
        for event in edit(engine, SLOW, cancelled):
            if getattr(event, "step", 0) >= 2:
                started.set()
        return event

    future = threads.submit(work)
    wait_until(lambda: started.is_set() or future.done())
    assert not future.done(), future.exception() or "the slow edit was not slow"
    return future


@pytest.fixture
def threads():
    with ThreadPoolExecutor(16) as pool:
        yield pool


def test_answers_equal_those_of_the_engine_in_this_process(engine):
    from overpaint.engines.local import LocalEngine

    *_, here = edit(LocalEngine(load()), QUICK)
    assert run(engine, QUICK).pictures == here.pictures


def test_a_look_is_that_of_the_engine_in_this_process(engine):
    from overpaint.engines.local import LocalEngine

    here, plan = LocalEngine(load()), plan_for(QUICK, engine.catalogue())
    assert engine.look(QUICK, plan, Flag()) == here.look(QUICK, plan, Flag())
    missing = plan_for(replace(QUICK, prompt="remove the dog"), engine.catalogue())
    assert engine.look(QUICK, missing, Flag()).refusal.code == "target_not_found"


def test_a_reader_that_stops_at_the_answer_leaves_the_worker_alive(engine):
    pids = {w.pid for w in engine.pool.workers}
    for _ in range(4):
        for event in edit(engine, QUICK):
            if isinstance(event, Finished):
                break
        run(engine, QUICK)
    assert {w.pid for w in engine.pool.workers} == pids


def test_a_refusal_costs_no_worker(weights):
    engine = make(weights)
    try:
        with pytest.raises(Exception, match="dragon"):
            run(engine, replace(QUICK, prompt="add a dragon"))
    finally:
        engine.close()


def test_errors_of_a_worker_arrive_whole_and_the_worker_lives_on(engine):
    pids = {w.pid for w in engine.pool.workers}
    with pytest.raises(InvalidImage) as caught:
        run(engine, replace(QUICK, images=(replace(FILE, source=PHOTO[:200]),)))
    assert caught.value.code == "invalid_image_file" and caught.value.param == "image"
    run(engine, QUICK)
    assert {w.pid for w in engine.pool.workers} == pids


def test_a_killed_worker_fails_only_its_own_edit(engine, threads):
    slow = start_slow(engine, threads)
    busy = next(w for w in engine.pool.workers if w not in engine.pool._idle)
    quick = [threads.submit(run, engine, QUICK) for _ in range(5)]
    psutil.Process(busy.pid).kill()
    with pytest.raises(EngineError, match="died") as caught:
        slow.result(60)
    assert caught.value.retry, "the same edit may well work on another worker"
    assert all(q.result(60).pictures for q in quick)
    run(engine, QUICK)
    assert len(engine.pool.workers) == 2 and all(w.alive for w in engine.pool.workers)


def test_a_killed_worker_leaves_a_log_line(weights, threads, caplog):
    engine = make(weights)
    try:
        slow = start_slow(engine, threads)
        pid = engine.pool.workers[0].pid
        psutil.Process(pid).kill()
        with pytest.raises(EngineError):
            slow.result(60)
        (line,) = [record.getMessage() for record in caplog.records if record.name == "overpaint.workers.process"]
        assert line == f"worker {pid} died (SIGKILL) while it worked on background_replace"
    finally:
        engine.close()


def test_a_worker_that_stopped_reading_does_not_hold_its_edit_for_ever(weights):
    """The job is larger than the pipe: writing it would wait for as long as nobody reads."""
    noise = np.random.default_rng(1).integers(0, 255, (1500, 1500, 3), np.uint8)
    data = encode(Image(noise), OutputFormat())
    assert len(data) > 3_000_000
    big = replace(QUICK, images=(open_image(data, name="image", max_pixels=10**8),))
    engine = make(weights, edit_timeout=1.0)
    try:
        wait_until(lambda: engine.pool.ready)
        psutil.Process(engine.pool.workers[0].pid).suspend()
        with pytest.raises(EngineTimeout):
            run(engine, big)
        assert run(make_patient(engine), QUICK).pictures
    finally:
        engine.close()


def test_a_worker_that_died_idle_is_replaced_before_its_next_edit(weights):
    engine = make(weights)
    try:
        run(engine, QUICK)
        psutil.Process(engine.pool.workers[0].pid).kill()
        wait_until(lambda: not engine.pool.workers[0].alive)
        run(engine, QUICK)
    finally:
        engine.close()


def test_a_running_edit_is_cancelled_at_its_next_step_and_the_worker_is_kept(weights, threads):
    engine = make(weights)
    try:
        cancelled = Flag()
        slow = start_slow(engine, threads, cancelled)
        pid = engine.pool.workers[0].pid
        cancelled.set()
        with pytest.raises(Cancelled):
            slow.result(60)
        run(engine, QUICK)
        assert engine.pool.workers[0].pid == pid
    finally:
        engine.close()


def test_a_waiting_edit_is_cancelled_at_once(weights, threads):
    engine = make(weights)
    try:
        slow_cancelled, cancelled = Flag(), Flag()
        slow = start_slow(engine, threads, slow_cancelled)
        waiting = threads.submit(run, engine, QUICK, cancelled)
        cancelled.set()
        with pytest.raises(Cancelled):
            waiting.result(60)
        assert not slow.done()
        slow_cancelled.set()
        with pytest.raises(Cancelled):
            slow.result(60)
    finally:
        engine.close()


def test_an_edit_over_the_time_limit_is_stopped(weights):
    engine = make(weights, edit_timeout=0.5)
    try:
        with pytest.raises(EngineTimeout, match=r"0\.5 s"):
            run(engine, SLOW)
        assert run(make_patient(engine), QUICK).pictures
    finally:
        engine.close()


def make_patient(engine):
    engine.pool._timeout = 60.0
    return engine


def test_a_worker_out_of_memory_fails_its_edit_with_the_cure(weights):
    engine = make(weights, worker_memory=512)
    try:
        big = encode(Image(np.zeros((7000, 7000, 3), np.uint8)), OutputFormat("jpeg", 50))
        file = open_image(big, name="image", max_pixels=10**8)
        request = replace(QUICK, images=(file,), prompt="straighten it by 5 degrees and white background", size=(3840, 2160))
        with pytest.raises(EngineError, match=r"memory|died"):
            run(engine, request)
        assert run(engine, QUICK).pictures
    finally:
        engine.close()


def test_closing_sends_waiting_edits_away(weights, threads):
    engine = make(weights)
    slow = start_slow(engine, threads)
    waiting = threads.submit(run, engine, QUICK)
    engine.close()
    with pytest.raises(EngineUnavailable):
        waiting.result(60)
    with pytest.raises(EngineUnavailable, match="shutting down"):
        slow.result(60)


def test_a_stop_signal_to_the_whole_group_leaves_a_running_edit_alone(weights, threads):
    engine = make(weights)
    try:
        cancelled = Flag()
        slow = start_slow(engine, threads, cancelled)
        worker = psutil.Process(engine.pool.workers[0].pid)
        for number in (signal.SIGTERM, signal.SIGINT):
            worker.send_signal(number)
        cancelled.set()
        with pytest.raises(Cancelled):
            slow.result(60)
        assert run(engine, QUICK).pictures
        assert engine.pool.workers[0].pid == worker.pid
    finally:
        engine.close()


def test_a_process_that_ends_without_closing_its_engine_takes_its_workers_along():
    code = (
        "from overpaint.engines.local import PooledEngine; from overpaint.settings import load\n"
        "if __name__ == '__main__':\n"
        "    engine = PooledEngine(load().model_copy(update={'workers': 1}))\n"
        "    worker = engine.pool.workers[0]\n"
        "    worker._channel.poll(60)\n"
        "    print(worker.pid)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert not psutil.pid_exists(int(done.stdout))


def test_with_a_damaged_weight_file_the_edits_that_need_none_work(tmp_path, weights):
    broken = tmp_path / "weights" / "u2netp.onnx"
    shutil.copytree(weights.folder, broken.parent)
    data = bytearray(weights.path("u2netp").read_bytes())
    data[1000:1008] = bytes(8)
    broken.write_bytes(data)
    ball = np.full((256, 256, 3), (40, 90, 60), np.uint8)
    ball[np.hypot(*(np.mgrid[:256, :256] - 128)) < 70] = (240, 120, 40)
    file = open_image(encode(Image(ball), OutputFormat()), name="image", max_pixels=10**8)
    blurred = replace(QUICK, images=(file,), prompt="blur the background")
    engine = make(weights, data_dir=tmp_path)
    try:
        assert run(engine, QUICK).pictures
        (needed,) = engine.missing()
        assert "u2netp.onnx is damaged" in needed and "overpaint weights pull" in needed
        pid = engine.pool.workers[0].pid
        with pytest.raises(EngineUnavailable, match=r"damaged.*overpaint weights pull"):
            run(engine, blurred)
        shutil.copy(weights.path("u2netp"), broken)
        assert engine.missing() == ()
        assert run(engine, blurred).pictures, "without a restart"
        assert engine.pool.workers[0].pid == pid
    finally:
        engine.close()


def test_whoever_saw_a_picture_sees_it_again_if_it_is_idle(engine):
    pool = engine.pool
    idle = Flag()
    with pool._lent("a picture", idle) as first:
        with pool._lent("another", idle) as second:
            assert second is not first
        with pool._lent("a picture", idle) as other:  # whoever remembers is busy: nobody waits for it
            assert other is second
    for about, worker in (("another", second), ("a picture", second), ("another", second)):
        with pool._lent(about, idle) as again:
            assert again is worker
    with pool._lent("", idle) as longest:
        assert longest is first
