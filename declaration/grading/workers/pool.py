"""Many jobs, done by many processes: on all cores of this machine, or on a Dask cluster.

    for outcome in run_all(jobs, scheduler=None, workers=0):
        outcome.name, outcome.value, outcome.fault

A `Job` is a name, a function on the top level of a module of the package, and its arguments: plain data, small enough
to be sent (on a cluster nothing else reaches the worker, which needs the package and no shared folder). Jobs are taken
from the iterable only as workers become free, and outcomes come as they are ready, in any order: memory stays flat
however large the class is. A job of a few milliseconds is worth sending alone; smaller ones are better sent by the
dozen, as one job with a list.

A worker that dies costs nothing: the job that it had is run once more by another, and if that one dies too the job
comes back with a `fault` and the others go on. A job that raises comes back with a `fault` as well; only `NoSandbox`
ends the run, because it would be the same for all.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from declaration.grading.sandbox.box import NoSandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import SpawnContext, SpawnProcess

TRIES = 2
DIED = "the worker process that graded it died, and then the one that tried again"


@dataclass(frozen=True)
class Job:
    """One thing to do: `call(*arguments)`, under a name that is unique among the jobs."""

    name: str
    call: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a job gave: its value, or a `fault` in one plain sentence ("" if there is none)."""

    name: str
    value: Any = None
    fault: str = ""


def run_all(jobs: Iterable[Job], scheduler: str | None = None, workers: int = 0) -> Iterator[Outcome]:
    """Give one outcome for each job, as they are ready.

    With a `scheduler` ("tcp://host:8786") the workers are those of that Dask cluster; else they are processes of this
    machine, `workers` of them, or one a core. Whoever stops taking outcomes stops the workers.

    Raises:
        NoSandbox: if a worker's sandbox does not hold.
        cluster.NoCluster: if the scheduler cannot be reached, or has no worker.
    """
    if scheduler is None:
        return _Pool(jobs, workers or os.cpu_count() or 1).outcomes()
    from declaration.grading.workers import cluster  # noqa: PLC0415 - Dask is an extra

    return cluster.outcomes(jobs, scheduler)


def perform(job: Job) -> Outcome:
    """Do one job in this process.

    Raises:
        NoSandbox: if the sandbox does not hold here.
    """
    try:
        return Outcome(job.name, job.call(*job.arguments))
    except NoSandbox:
        raise
    except Exception as error:  # noqa: BLE001 - one job must not stop the class
        return Outcome(job.name, fault=f"the grader failed on it: {type(error).__name__}: {error}")


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    job: Job | None = None


@dataclass
class _Pool:
    """Processes that each have one job at a time, so that it is certain which job a death belongs to."""

    jobs: Iterable[Job]
    size: int
    context: SpawnContext = field(default_factory=lambda: multiprocessing.get_context("spawn"))
    workers: list[_Worker] = field(default_factory=list)
    again: deque[Job] = field(default_factory=deque)
    tries: dict[str, int] = field(default_factory=dict)

    def outcomes(self) -> Iterator[Outcome]:
        waiting = iter(self.jobs)
        try:
            while True:
                self._hand_out(waiting)
                busy = [worker for worker in self.workers if worker.job is not None]
                if not busy:
                    return
                ready = wait([worker.pipe for worker in busy])
                for worker in busy:
                    if worker.pipe in ready:
                        yield from self._collect(worker)
        finally:
            for worker in self.workers:
                self._end(worker)

    def _hand_out(self, waiting: Iterator[Job]) -> None:
        """Give every idle worker a job; start workers up to the size, no more than there are jobs."""
        idle = [worker for worker in self.workers if worker.job is None]
        while idle or len(self.workers) < self.size:
            job = self.again.popleft() if self.again else next(waiting, None)
            if job is None:
                return
            worker = idle.pop() if idle else self._start()
            worker.job = job
            self.tries[job.name] = self.tries.get(job.name, 0) + 1
            with contextlib.suppress(OSError):  # it died in the meantime; `_collect` finds out
                worker.pipe.send(job)

    def _start(self) -> _Worker:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=_work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self.workers.append(_Worker(process, ours))
        return self.workers[-1]

    def _collect(self, worker: _Worker) -> Iterator[Outcome]:
        job, worker.job = worker.job, None
        if job is None:
            return
        try:
            outcome = worker.pipe.recv()
        except (EOFError, OSError):
            self.workers.remove(worker)
            self._end(worker)
            if self.tries[job.name] < TRIES:
                self.again.append(job)
                return
            outcome = Outcome(job.name, fault=DIED)
        del self.tries[job.name]
        if isinstance(outcome, NoSandbox):
            raise outcome
        yield outcome

    @staticmethod
    def _end(worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        worker.process.close()


def _work(pipe: Connection) -> None:
    """Be a worker: do jobs as they come, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out the jobs
    with contextlib.suppress(EOFError, OSError):
        while True:
            try:
                outcome: Outcome | NoSandbox = perform(pipe.recv())
            except NoSandbox as refusal:
                outcome = refusal
            pipe.send(outcome)
