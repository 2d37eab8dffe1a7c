"""The same jobs on a Dask cluster (`pip install declaration[cluster]`), whose workers need only this package.

The scheduler gives the jobs of a lost worker to another one. A job in whose company several workers were lost is
suspected, not condemned: when the others are done it is run alone, and set aside only when two more workers have died
with nothing else to do.
"""

from __future__ import annotations

import importlib
import os
import time
from typing import TYPE_CHECKING, Any

from declaration.grading.sandbox.box import NoSandbox
from declaration.grading.workers.pool import DIED, Job, Outcome, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_AHEAD = 2  # jobs under way for each thread of a worker: one at work, one that waits there
_ANSWER = 30  # seconds for the scheduler to answer
_PATIENCE = 120  # seconds for it to have a worker (again)
_LOOK = 0.1  # seconds between two looks at its list of workers
_TRIES = 2  # workers that a suspected job may take with it before it is set aside


class NoCluster(RuntimeError):
    """The cluster cannot be used; the message says why and what to do."""


def outcomes(jobs: Iterable[Job], scheduler: str) -> Iterator[Outcome]:
    """Give one outcome for each job, as they are ready.

    Raises:
        NoCluster: if Dask is not installed, the scheduler cannot be reached or is lost, or there is no worker.
        NoSandbox: if a worker's sandbox does not hold.
    """
    try:
        # Imported when asked for: Dask is an extra.
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise NoCluster("Dask is not installed here. Install it: 'pip install declaration[cluster]'.") from None
    try:
        client = distributed.Client(scheduler, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(
            f"There is no Dask scheduler at {scheduler!r} ({error}). Start one: 'dask scheduler'."
        ) from None
    with client:
        cluster = _Cluster(distributed, client, scheduler)
        cluster.needs_workers()
        suspected: list[Job] = []
        yield from cluster.stream(iter(jobs), _AHEAD * sum(client.nthreads().values()), suspected)
        for job in suspected:
            yield cluster.alone(job)


class _Cluster:
    def __init__(self, distributed: Any, client: Any, scheduler: str) -> None:  # noqa: ANN401 - an extra, without types
        self.distributed, self.client, self.scheduler = distributed, client, scheduler
        self.dead: set[str] = set()  # addresses of workers that died and are still listed

    def stream(self, jobs: Iterator[Job], ahead: int, lost: list[Job]) -> Iterator[Outcome]:
        """Give outcomes, keeping `ahead` jobs under way; jobs whose workers died go to `lost`."""
        under_way: dict[Any, Job] = {}
        while self._send(jobs, ahead, under_way):
            for future in self._done(list(under_way)):
                if future.status == "cancelled":
                    raise NoCluster(f"The scheduler at {self.scheduler} was lost. Start it, and this command, again.")
                if future.status == "pending":
                    continue  # its worker died with the result: the scheduler has it done again
                job = under_way.pop(future)
                try:
                    outcome: Outcome = future.result()
                except self.distributed.KilledWorker:
                    lost.append(job)  # with the job, or with a result that was finished and not yet fetched
                else:
                    yield outcome

    def _send(self, jobs: Iterator[Job], ahead: int, under_way: dict[Any, Job]) -> int:
        while len(under_way) < ahead and (job := next(jobs, None)) is not None:
            # Not pure: two jobs may look alike, and a job may be run again.
            under_way[self.client.submit(perform, job, pure=False)] = job
        return len(under_way)

    def _done(self, futures: list[Any]) -> Iterable[Any]:
        while True:
            try:
                with self.client.as_current():
                    done, _ = self.distributed.wait(futures, timeout=_PATIENCE, return_when="FIRST_COMPLETED")
            except TimeoutError:
                self.needs_workers()  # a long job is waited for, a cluster that has lost its workers is not
            else:
                found: Iterable[Any] = done
                return found

    def alone(self, job: Job) -> Outcome:
        """Run a suspected job past the scheduler, which would try it on one worker after another.

        Raises:
            NoCluster: if there is no worker for it.
            NoSandbox: if the worker's sandbox does not hold.
        """
        for _ in range(_TRIES):
            worker = self._living()
            found = self._ask(worker, perform, job)
            if isinstance(found, NoSandbox):
                raise found
            if isinstance(found, Outcome):
                return found
            self.dead.add(worker)
        return Outcome(job.name, fault=DIED)

    def _living(self) -> str:
        """Give the address of a worker that answers: one that has just died stays on the scheduler's list a while."""
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            listed: set[str] = set(self.client.nthreads())
            self.dead &= listed  # whoever left the list may come back under the same address
            for worker in listed - self.dead:
                if isinstance(self._ask(worker, os.getpid), int):
                    return worker
                self.dead.add(worker)
            time.sleep(_LOOK)
        raise self._no_worker()

    def _ask(self, worker: str, function: Any, *arguments: Any) -> Any:  # noqa: ANN401 - what the function returns
        """Give what the function returns on this worker, or the exception that came instead."""
        return self.client.run(function, *arguments, workers=[worker], on_error="return")[worker]

    def needs_workers(self) -> None:
        """Wait for a worker.

        Raises:
            NoCluster: if none comes.
        """
        try:
            self.client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise self._no_worker() from None

    def _no_worker(self) -> NoCluster:
        return NoCluster(
            f"The scheduler at {self.scheduler} has no worker. Start some, where the package is installed: "
            f"'dask worker {self.scheduler} --nthreads 1'.",
        )
