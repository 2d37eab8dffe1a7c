"""Many jobs by many processes: nothing is lost with a worker, and no job is taken before somebody is free for it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import jobs
import pytest
import rooms

from declaration.grading.sandbox import plan
from declaration.grading.sandbox.box import NoSandbox
from declaration.grading.sandbox.marking import Code
from declaration.grading.workers import cluster
from declaration.grading.workers.pool import DIED, Job, Outcome, run_all


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A Dask cluster of two worker processes, which gives a job up when one worker has died over it."""
    distributed = pytest.importorskip("distributed", reason="Dask is an extra: pip install declaration[cluster]")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
        scheduler_kwargs={"allowed_failures": 0},
    ) as local:
        yield local.scheduler_address


def by_name(outcomes: Iterator[Outcome]) -> dict[str, Outcome]:
    found = list(outcomes)
    assert len({outcome.name for outcome in found}) == len(found)
    return {outcome.name: outcome for outcome in found}


def healthy(count: int) -> list[Job]:
    return [Job(f"healthy-{number}", jobs.double, (number,)) for number in range(count)]


def doubled(count: int) -> dict[str, Outcome]:
    return {f"healthy-{number}": Outcome(f"healthy-{number}", 2 * number) for number in range(count)}


def test_every_job_comes_back_once() -> None:
    assert by_name(run_all(healthy(50), workers=2)) == doubled(50)


def test_no_jobs_need_no_workers() -> None:
    assert list(run_all([])) == []


def test_jobs_are_taken_only_as_workers_become_free() -> None:
    taken = []

    def listed() -> Iterator[Job]:
        for job in healthy(40):
            taken.append(job)
            yield job

    for given, _ in enumerate(run_all(listed(), workers=2), start=1):
        assert len(taken) <= given + 2
    assert len(taken) == 40


def test_a_worker_killed_half_way_costs_nothing(tmp_path: Path) -> None:
    once = Job("killed", jobs.die_once, (str(tmp_path / "flag"),))
    found = by_name(run_all([*healthy(10), once, *healthy(20)[10:]], workers=2))
    assert found.pop("killed") == Outcome("killed", "the second try")
    assert found == doubled(20)


def test_a_job_that_kills_each_worker_is_set_aside_by_name() -> None:
    found = by_name(run_all([*healthy(10), Job("deadly", jobs.die), *healthy(20)[10:]], workers=2))
    assert found.pop("deadly") == Outcome("deadly", fault=DIED)
    assert found == doubled(20)


def test_a_job_that_raises_comes_back_with_its_fault() -> None:
    found = by_name(run_all([Job("broken", jobs.fail), *healthy(3)], workers=1))
    assert found.pop("broken").fault == "the grader failed on it: ValueError: no such thing"
    assert found == doubled(3)


def test_a_sandbox_that_does_not_hold_ends_the_run() -> None:
    with pytest.raises(NoSandbox, match=r"^It does not hold here\. Student code needs bubblewrap"):
        list(run_all([Job("refused", jobs.refuse), *healthy(3)], workers=1))


def test_who_stops_taking_outcomes_stops_the_workers() -> None:
    outcomes = run_all(iter(healthy(1000)), workers=2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert list(outcomes) == []


TESTS = 'task = Task("D", points=2)\ntask.check("three", lambda: double(3), 6)\ntask.points'
SOLUTION = "def double(x):\n    return 2 * x"
PLAN = plan.read(
    {
        "cells": [
            {"cell_type": "code", "metadata": {}, "source": SOLUTION},
            {
                "cell_type": "code",
                "metadata": {"nbgrader": {"grade": True, "grade_id": "t", "points": 2}},
                "source": TESTS,
            },
        ]
    },
    "source.ipynb",
)


def submissions(count: int) -> Iterator[Job]:
    box = rooms.sandbox()
    for number in range(count):
        code = SOLUTION if number % 3 else "import os\nos._exit(0)"
        yield Job(str(number), jobs.marks, ([Code("cell 1", code), Code("t", "")], PLAN, box))


def test_code_is_marked_in_sandboxes_by_several_workers() -> None:
    found = by_name(run_all(submissions(9), workers=2))
    assert [found[str(number)].value.tasks[0].points for number in range(9)] == [0, 2, 2] * 3


def test_a_cluster_gives_the_same_and_a_worker_killed_half_way_costs_nothing(scheduler: str, tmp_path: Path) -> None:
    once = Job("killed", jobs.die_once, (str(tmp_path / "flag"),))
    work = [*healthy(10), once, Job("deadly", jobs.die), Job("broken", jobs.fail), *submissions(4), *healthy(20)[10:]]
    found = by_name(run_all(iter(work), scheduler=scheduler))
    assert found.pop("killed") == Outcome("killed", "the second try")
    assert found.pop("deadly") == Outcome("deadly", fault=DIED)
    assert found.pop("broken").fault == "the grader failed on it: ValueError: no such thing"
    assert [found.pop(str(number)).value.tasks[0].points for number in range(4)] == [0, 2, 2, 0]
    assert found == doubled(20)


def test_jobs_are_sent_to_a_cluster_only_as_it_becomes_free(scheduler: str) -> None:
    taken = []

    def listed() -> Iterator[Job]:
        for job in healthy(40):
            taken.append(job)
            yield job

    for given, _ in enumerate(run_all(listed(), scheduler=scheduler), start=1):
        assert len(taken) <= given + 2 * 2 * 2  # two ahead for each of two workers, and as many that came back together
    assert len(taken) == 40


def test_a_sandbox_that_does_not_hold_on_a_cluster_ends_the_run(scheduler: str) -> None:
    with pytest.raises(NoSandbox, match=r"^It does not hold here\."):
        list(run_all([Job("refused", jobs.refuse)], scheduler=scheduler))


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_ANSWER", 0.2)
    with pytest.raises(cluster.NoCluster, match=r"There is no Dask scheduler at 'tcp://127\.0\.0\.1:1'"):
        list(run_all(healthy(1), scheduler="tcp://127.0.0.1:1"))


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL) as local,
        pytest.raises(cluster.NoCluster, match=r"has no worker\. Start some"),
    ):
        list(run_all(healthy(1), scheduler=local.scheduler_address))
