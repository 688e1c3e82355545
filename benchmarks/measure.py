"""Runs the two sides of a row by turns, each in a process of its own, and takes medians."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

import attrs

from .work import Work

__all__ = ["Measured", "Process", "Run", "Side", "Task", "interleave"]

ROOT: Final = Path(__file__).parents[1]


@attrs.frozen
class Run:
    """One run.

    Attributes:
        seconds: of the whole processes, or of the job that a side timed itself.
        peak: the most memory a process held, in bytes.
        answer: what came out.
    """

    seconds: float
    peak: int
    answer: object


@attrs.frozen
class Process:
    """Whole processes, one after another, timed from outside.

    Attributes:
        commands: gives their arguments.
        answer: reads off the last one's output what the other side must give too.
        folder: where they run; the benchmarks' own if not said, for Python looks there for modules.
    """

    commands: Callable[[Work], Sequence[Sequence[str]]]
    answer: Callable[[str], object] = lambda output: None
    folder: Path | None = None

    def run(self, work: Work) -> Run:
        """Run them once."""
        commands = self.commands(work)
        start = time.perf_counter()
        ran = [_run(command, self.folder or work.root) for command in commands]
        seconds = time.perf_counter() - start
        return Run(seconds, max(peak for _, peak in ran), self.answer(ran[-1][0]))


@attrs.frozen
class Side:
    """A job that times itself in a process of its own (`benchmarks.sides`)."""

    name: str

    def run(self, work: Work) -> Run:
        """Run it once."""
        module = [sys.executable, "-m", "benchmarks.sides", self.name]
        output, peak = _run([*module, str(work.root), str(work.events)], ROOT)
        said = json.loads(output)
        return Run(said["seconds"], peak, said["answer"])


Task = Process | Side


def _run(command: Sequence[str], folder: Path) -> tuple[str, int]:
    """A process's output and peak memory.

    Raises:
        CalledProcessError: it failed; its errors are on ours.
    """
    with subprocess.Popen(  # noqa: S603 - the benchmarks' own commands
        command, stdout=subprocess.PIPE, cwd=folder, env=_environment()
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        text = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, text)
    scale = 1 if sys.platform == "darwin" else 1024
    return text, usage.ru_maxrss * scale


def _environment() -> dict[str, str]:
    """Ours, without what would change what a command prints or reads."""
    held = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")}
    return {**held, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


@attrs.frozen
class Measured:
    """The medians of a row's two sides, and what they answered last."""

    ours: Run
    theirs: Run

    @property
    def agree(self) -> bool:
        """Whether they gave one answer."""
        return self.ours.answer == self.theirs.answer


@cache
def interleave(ours: tuple[Task, Work], theirs: tuple[Task, Work], rounds: int) -> Measured:
    """Run A B, A B …, so that what slows the machine for a while slows both."""
    runs: tuple[list[Run], list[Run]] = ([], [])
    for task, work in (ours, theirs):
        if isinstance(task, Process):
            task.commands(work)  # files are made before the clock runs
    for _ in range(rounds):
        for (task, work), held in zip((ours, theirs), runs, strict=True):
            held.append(task.run(work))
    return Measured(*map(_middle, runs))


def _middle(runs: Sequence[Run]) -> Run:
    answers = {repr(run.answer) for run in runs}
    if len(answers) > 1:
        raise AssertionError(f"one side gave several answers: {answers}")
    return Run(
        median(run.seconds for run in runs),
        int(median(run.peak for run in runs)),
        runs[-1].answer,
    )
