"""Child processes: ``python -m MODULE`` with a pipe to it and one from it, with limits, ended with all it started.

The parent's side is ``ChildProcess``; the module's own side is ``do_jobs``. A job is a line of JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO

_ROOT = Path(__file__).parent.parent  # of the packages


class ChildProcess:
    """A running module. It is killed when this object goes, at the latest when the interpreter exits.

    Attributes:
        answers: What it writes to its standard output.
    """

    def __init__(self, module: str, *, quiet: bool = True, own_group: bool = False) -> None:
        """Start it; does not wait for it.

        Args:
            module: Its name, as after ``python -m``.
            quiet: Whether what it writes to standard error is thrown away.
            own_group: Whether it starts processes itself: it then leads a process group, and all of that is killed.
        """
        self._process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            env=_environment(),
            start_new_session=own_group,
        )
        assert self._process.stdin and self._process.stdout  # noqa: S101 - pipes
        self._jobs: IO[bytes] = self._process.stdin
        self.answers: IO[bytes] = self._process.stdout
        self._kill = weakref.finalize(self, _kill, self._process, own_group)

    def __enter__(self) -> ChildProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def send(self, job: Mapping[str, Any]) -> None:
        """Give it a job; raises OSError or ValueError where the process or its pipe has been closed."""
        self._jobs.write(json.dumps(job).encode() + b"\n")
        self._jobs.flush()

    def finish(self) -> int:
        """Say that there are no more jobs, and wait until it has ended; its exit code."""
        _close(self._jobs)
        code = self._process.wait()
        self.kill()  # what it may have left behind
        return code

    def exit_code(self, timeout: float = 5.0) -> int | None:
        """How it ended, the negative number of a signal where one ended it; None where it has not."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout)
        return None

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it, and all that it started where it leads a group; may be called by any thread, and again."""
        self._kill()

    def close(self) -> None:
        """End it and close the pipes; no other thread may be reading its answers."""
        self.kill()
        for pipe in (self._jobs, self.answers):
            _close(pipe)


def do_jobs(
    do: Callable[[dict[str, Any], BinaryIO], None], *, memory: int | None = None, seconds: int | None = None
) -> None:
    """What the ``main`` of a child does: each job that comes, until there are no more or the parent is gone.

    Args:
        do: Does a job and writes its answers.
        memory: Most bytes of address space.
        seconds: Most seconds of computing for a job. The parent gives up sooner, but it may have been killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends this process
    if memory is not None:
        _limit_memory(memory)
    with open(os.dup(1), "wb") as answers:  # noqa: PTH123 - a handle
        os.dup2(2, 1)  # whatever a library prints must not get between the answers
        try:
            for line in sys.stdin.buffer:
                if seconds is not None:
                    limit_computing(computed() + seconds)
                do(json.loads(line), answers)
                answers.flush()
        except (BrokenPipeError, KeyboardInterrupt):
            os._exit(0)


def _environment() -> dict[str, str]:
    """This process's environment, in which the child finds the same modules."""
    paths = [str(_ROOT), *(path for path in sys.path if path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _kill(process: subprocess.Popen[bytes], group: bool) -> None:
    if group and hasattr(os, "killpg"):  # Windows has no groups
        with suppress(OSError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _close(pipe: IO[bytes]) -> None:
    with suppress(OSError):  # a job that was never read
        pipe.close()


def _limit_memory(size: int) -> None:
    """Let this process have so many bytes of address space."""
    with suppress(ImportError, ValueError, OSError):  # Windows, or a lower limit is already set
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def computed() -> int:
    """Seconds for which this process has computed."""
    return int(sum(os.times()[:2]))


def limit_computing(seconds: int) -> None:
    """End this process when it has computed for so many seconds since it began; a later call says otherwise."""
    with suppress(ImportError, ValueError, OSError):  # Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
