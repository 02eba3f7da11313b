"""Child processes: what they are given, what limits hold, and that none of them is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from index.child_process import ChildProcess
from support.paths import ROOT, TESTS


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    with ChildProcess("support.child", quiet=True) as process:
        yield process


def ask(process: ChildProcess, what: str, **job: Any) -> Any:
    process.send({"do": what, **job})
    return json.loads(process.answers.readline())


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be reaped does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    until = time.monotonic() + 10
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
    return is_so()


def test_it_answers_one_job_after_the_other_and_what_is_printed_is_no_answer(child: ChildProcess) -> None:
    assert [ask(child, "echo", text=text) for text in ("one", "zwölf", "")] == ["one", "zwölf", ""]
    assert child.is_running
    assert child.finish() == 0
    assert not child.is_running


def test_it_finds_the_same_modules(child: ChildProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    with ChildProcess("support.child") as other:
        assert ask(other, "echo", text="here") == "here"


def test_one_that_dies_is_noticed(child: ChildProcess) -> None:
    child.send({"do": "die"})
    assert child.answers.readline() == b""
    assert child.finish() == 3
    with pytest.raises((OSError, ValueError)):
        child.send({"do": "echo", "text": "anyone?"})


def test_one_that_hangs_is_killed_by_another_thread(child: ChildProcess) -> None:
    child.send({"do": "sleep"})
    threading.Timer(0.2, child.kill).start()
    assert child.answers.readline() == b""
    assert child.finish() == -signal.SIGKILL
    child.kill()
    child.close()
    child.close()


def test_memory_is_bounded(child: ChildProcess) -> None:
    assert ask(child, "allocate") == "too much"
    assert ask(child, "echo", text="still here") == "still here"


def test_computing_is_bounded_even_if_nobody_waits_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASTY", "1")
    with ChildProcess("support.child") as hasty:
        assert ask(hasty, "echo", text="quick") == "quick"
        hasty.send({"do": "compute"})
        assert hasty.answers.readline() == b""
        assert hasty.finish() == -signal.SIGXCPU


def test_ctrl_c_is_for_the_parent(child: ChildProcess) -> None:
    os.kill(ask(child, "pid"), signal.SIGINT)
    assert ask(child, "echo", text="still here") == "still here"


def test_a_process_and_all_that_it_started_end_together() -> None:
    with ChildProcess("support.child", own_group=True) as leader:
        pids = [ask(leader, "pid"), ask(leader, "start")]
        assert all(map(is_alive, pids))
        leader.kill()
        assert soon(lambda: not any(map(is_alive, pids)))


def test_what_a_leader_that_died_has_left_behind_ends_too() -> None:
    with ChildProcess("support.child", own_group=True) as leader:
        left = ask(leader, "start")
        leader.send({"do": "die"})
        assert leader.finish() == 3
        assert soon(lambda: not is_alive(left))


def test_it_ends_with_the_object_and_with_the_interpreter() -> None:
    child = ChildProcess("support.child")
    pid = ask(child, "pid")
    del child
    assert soon(lambda: not is_alive(pid))
    program = "\n".join(
        (
            "from index.child_process import ChildProcess",
            "child = ChildProcess('support.child', own_group=True)",
            "child.send({'do': 'pid'})",
            "print(child.answers.readline().decode())",
            "child.send({'do': 'sleep'})",
        )
    )
    paths = os.pathsep.join([str(ROOT), str(TESTS)])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env={**os.environ, "PYTHONPATH": paths}, check=True
    )
    assert soon(lambda: not is_alive(int(done.stdout)))


@pytest.mark.parametrize("job", ["pid", "chatter"])
def test_it_ends_when_its_parent_was_killed(job: str) -> None:
    """Between two jobs, and in one as soon as it answers."""
    program = "\n".join(
        (
            "import time",
            "from index.child_process import ChildProcess",
            "child = ChildProcess('support.child')",
            "child.send({'do': 'pid'})",
            "print(child.answers.readline().decode(), flush=True)",
            f"child.send({{'do': {job!r}}})",
            "time.sleep(600)",
        )
    )
    paths = os.pathsep.join([str(ROOT), str(TESTS)])
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    )
    assert parent.stdout
    with parent.stdout as said:
        pid = int(said.readline())
        parent.kill()
        parent.wait()
    assert soon(lambda: not is_alive(pid))
