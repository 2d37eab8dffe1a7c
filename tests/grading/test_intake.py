"""Taking in a class: every layout gives the same students, late copies are told apart, junk is passed over."""

from __future__ import annotations

import json
import struct
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import toy

from declaration.grading.intake import files, inbox, layouts
from declaration.grading.intake.inbox import Policy
from declaration.grading.reasons import Refused
from declaration.grading.repair import submitted

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.grading.intake.handed import Copy

WORK = toy.files()
NAMES = frozenset({"setup", "quiz-toy", "double"})


def collect(*places: Path, only: str = "", policy: Policy | None = None) -> dict[str, Copy]:
    """What is found, by student; nothing may be left untold."""
    collected = inbox.collect(places, {toy.NAME, "other"}, only or toy.NAME, policy)
    assert not collected.notes
    return {copy.student: copy for copy in collected.copies}


def contents(copy: Copy, folder: Path) -> dict[str, bytes]:
    return inbox.take(copy, folder).contents


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def under(prefix: str) -> dict[str, bytes]:
    return {f"{prefix}{name}": content for name, content in WORK.items()}


LAYOUTS = {
    "nbgrader, submitted": {"ana/toy/": "ana", "josé pérez/toy/": "josé pérez"},
    "nbgrader, exchange": {
        "ana+toy+2026-03-01 12:00:00.123456 UTC/": "ana",
        "a+b+toy+2026-03-01 12:00:00.123456 UTC+x_9-Zz/": layouts.student_id("a+b"),
    },
    "moodle, folders": {
        "Ana María López_1234567_assignsubmission_file_/": "Ana María López",
        "Bo_1234568_assignsubmission_file/": "Bo",
    },
    "moodle, flat": {"Ana María López_1234567_assignsubmission_file_": "Ana María López"},
    "canvas": {
        "lopezana_12345_678910_": "lopezana_12345",
        "team_b_12346_678911_": "team_b_12346",
        "anon_x7Y2z_678912_": "anon_x7Y2z",
    },
    "plain": {"ana/": "ana", "bo/some folder/": "bo"},
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_students_with_their_files(tmp_path: Path, layout: str, *, packed: bool) -> None:
    members = {name: content for prefix in LAYOUTS[layout] for name, content in under(prefix).items()}
    place = zip_of(tmp_path / "class.zip", members) if packed else toy.hand_in(tmp_path / "class", members)
    found = collect(place)
    assert sorted(found) == sorted(LAYOUTS[layout].values())
    for copy in found.values():
        taken = contents(copy, tmp_path / "submitted")
        assert sorted(taken.values()) == sorted(WORK.values())
        opened = submitted.notebook(taken, toy.NAME, NAMES)
        assert opened is not None
        assert len(opened.cells) == len(toy.work()["cells"])


def test_everything_in_one_more_folder_is_the_same(tmp_path: Path) -> None:
    place = zip_of(tmp_path / "class.zip", under("Course 2026/ana/") | under("Course 2026/bo/"))
    assert sorted(collect(place)) == ["ana", "bo"]


def test_single_zips_and_notebooks_are_named_after_students(tmp_path: Path) -> None:
    place = tmp_path / "class"
    place.mkdir()
    zip_of(place / "ana.zip", WORK)
    zip_of(place / "bo_toy.zip", under("toy/"))
    (place / "cid-toy.ipynb").write_bytes(WORK["toy.ipynb"])
    (place / "toy_dee.ipynb").write_bytes(WORK["toy.ipynb"])
    (place / "dee_toy.answers.json").write_bytes(WORK["toy.answers.json"])
    found = collect(place)
    assert sorted(found) == ["ana", "bo", "cid", "dee"]
    assert contents(found["dee"], tmp_path / "submitted") == WORK


def test_one_students_folder_or_zip_is_taken_alone(tmp_path: Path) -> None:
    assert list(collect(toy.hand_in(tmp_path / "ana", WORK))) == ["ana"]
    assert list(collect(zip_of(tmp_path / "bo.zip", WORK))) == ["bo"]


def test_a_folder_of_downloads_may_hold_the_zips_of_classes_and_of_students(tmp_path: Path) -> None:
    zip_of(tmp_path / "group 1.zip", under("Ana_1_assignsubmission_file_/"))
    zip_of(tmp_path / "group 2.zip", under("Bo_2_assignsubmission_file_/"))
    zip_of(tmp_path / "cid.zip", WORK)
    assert sorted(collect(tmp_path)) == ["Ana", "Bo", "cid"]


def test_a_zip_that_a_student_uploaded_is_unpacked_in_the_class_zip(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", WORK).read_bytes()
    place = zip_of(tmp_path / "class.zip", {"Ana_1_assignsubmission_file_/work.zip": inner})
    assert contents(collect(place)["Ana"], tmp_path / "submitted") == WORK


def test_the_course_folder_itself_is_read_where_it_stands_and_kept_as_it_is(tmp_path: Path) -> None:
    folder = toy.hand_in(tmp_path / "submitted" / "ana" / "toy", WORK | {"timestamp.txt": b"2026-03-01 12:00:00 UTC"})
    copy = collect(tmp_path)["ana"]
    taken = inbox.take(copy, tmp_path / "submitted")
    inbox.keep(taken, copy)
    assert taken.received.folder == folder
    assert taken.received.at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert {path.name for path in folder.iterdir()} == {*WORK, "timestamp.txt"}


def test_other_assignments_are_passed_over(tmp_path: Path) -> None:
    toy.hand_in(tmp_path, under("ana/toy/") | under("ana/other/") | under("bo+other+2026-03-01 12:00:00 UTC/"))
    assert sorted(collect(tmp_path)) == ["ana"]
    both = inbox.collect([tmp_path], {toy.NAME, "other"})
    assert sorted((copy.student, copy.assignment) for copy in both.copies) == [
        ("ana", "other"), ("ana", "toy"), ("bo", "other"),
    ]  # fmt: skip


def test_what_names_no_assignment_is_asked_for_if_there_are_several(tmp_path: Path) -> None:
    toy.hand_in(tmp_path / "ana", {"work.ipynb": WORK["toy.ipynb"]})
    collected = inbox.collect([tmp_path], {toy.NAME, "other"})
    assert not collected.copies
    assert "--assignment NAME" in collected.notes[0]


@pytest.mark.parametrize(
    ("policy", "chosen", "late"),
    [
        (Policy(), "12:00", False),
        (Policy(datetime(2026, 3, 1, 10, 30, tzinfo=UTC)), "10:00", False),
        (Policy(datetime(2026, 3, 1, 10, 30, tzinfo=UTC), latest=True), "12:00", True),
        (Policy(datetime(2026, 3, 1, 8, tzinfo=UTC)), "12:00", True),
    ],
)
def test_of_several_copies_one_counts_and_the_others_are_named(
    tmp_path: Path, policy: Policy, chosen: str, *, late: bool
) -> None:
    for hour in ("09:00", "10:00", "12:00"):
        toy.hand_in(tmp_path / "in", under(f"ana+toy+2026-03-01 {hour}:00 UTC/"))
    taken = inbox.take(collect(tmp_path / "in", policy=policy)["ana"], tmp_path / "submitted", policy)
    assert taken.received.at is not None
    assert f"{taken.received.at:%H:%M}" == chosen
    assert taken.received.late is late
    (told,) = taken.repairs
    assert all(hour in told for hour in ("09:00", "10:00", "12:00"))
    assert f"{chosen}:00 UTC counts" in told


def test_canvas_names_what_is_late_and_what_is_handed_in_again(tmp_path: Path) -> None:
    newest = json.dumps(toy.work(essay="The second version.")).encode()
    place = toy.hand_in(tmp_path / "in", {
        "lopezana_12345_1_toy.ipynb": WORK["toy.ipynb"],
        "lopezana_12345_2_toy-1.ipynb": newest,
        "lopezana_12345_3_toy.answers-1.json": WORK["toy.answers.json"],
        "lopezana_LATE_12345_4_toy-2.ipynb": b"{}",
    })  # fmt: skip
    copy = collect(place)["lopezana_12345"]
    taken = inbox.take(copy, tmp_path / "submitted")
    opened = submitted.notebook(taken.contents, toy.NAME, NAMES)
    assert opened is not None
    assert opened.cells[-1]["source"] == "The second version."
    assert submitted.recorded(taken.contents, opened, toy.NAME)[0] is not None
    assert "(late)" in taken.repairs[0]
    only_late = inbox.take(collect(place, policy=Policy(latest=True))["lopezana_12345"], tmp_path / "submitted")
    assert only_late.received.late


def test_canvas_hides_names_and_numbers_where_students_are_anonymous(tmp_path: Path) -> None:
    place = toy.hand_in(tmp_path / "in", {
        "anon_x7Y2z_1_toy.ipynb": WORK["toy.ipynb"],
        "anon_x7Y2z_2_toy.answers.json": WORK["toy.answers.json"],
        "LATE_anon_12345_3_toy.ipynb": WORK["toy.ipynb"],
    })  # fmt: skip
    found = collect(place)
    assert {student: (copy.late, copy.lms) for student, copy in found.items()} == {
        "anon_x7Y2z": (False, ""), "anon_12345": (True, ""),
    }  # fmt: skip
    assert contents(found["anon_x7Y2z"], tmp_path / "submitted") == WORK


def test_what_was_typed_into_canvas_is_a_submission_of_its_student_without_a_notebook(tmp_path: Path) -> None:
    members = under("Downloads/lopezana_12345_678910_")
    members |= {"Downloads/gilbo_LATE_88_text.html": b"<p>Hello</p>", "Downloads/anon_x7Y2z_link.html": b"<p>Hello</p>"}
    found = collect(zip_of(tmp_path / "class.zip", members))
    assert {student: copy.late for student, copy in found.items()} == {
        "lopezana_12345": False, "gilbo_88": True, "anon_x7Y2z": False,
    }  # fmt: skip
    assert list(contents(found["gilbo_88"], tmp_path / "submitted")) == ["text.html"]


@pytest.mark.parametrize("name", ["ana_lopez_2026_03_01.ipynb", "ana_2026_11_05_toy.ipynb", "ana-1_2_3_toy.ipynb"])
def test_a_name_with_a_date_is_not_one_that_canvas_made(name: str) -> None:
    assert layouts.of_system(name) is None


def test_the_one_in_the_assignments_name_is_no_version() -> None:
    assert layouts.stem_and_version("section-1.ipynb", "section-1") == ("section-1", 0)
    assert layouts.stem_and_version("section-1-1.ipynb", "section-1") == ("section-1", 1)
    assert layouts.stem_and_version("section-1 (2).ipynb", "section-1") == ("section-1", 0)
    assert layouts.stem_and_version("Copy of section-1-Copy1.ipynb", "section-1")[0] == "section-1"
    assert layouts.stem_and_version("section-1.answers-3.json", "section-1") == ("section-1", 3)


def test_people_with_one_name_stay_two(tmp_path: Path) -> None:
    members = under("Ana López_7_assignsubmission_file_/") | under("Ana López_8_assignsubmission_file_/")
    assert sorted(collect(toy.hand_in(tmp_path, members))) == ["Ana López 7", "Ana López 8"]


def test_somebody_called_as_a_namesake_would_be_is_a_third(tmp_path: Path) -> None:
    members = under("Ana_7_assignsubmission_file_/") | under("Ana_8_assignsubmission_file_/")
    found = inbox.collect([toy.hand_in(tmp_path, members | under("Ana 7_9_assignsubmission_file_/"))], {toy.NAME})
    assert len({copy.student for copy in found.copies}) == len(found.copies) == 3
    assert {copy.student: copy.lms for copy in found.copies}["Ana 7"] == "9"


def test_a_students_zip_that_claims_to_be_a_class_takes_nobodys_place(tmp_path: Path) -> None:
    zip_of(tmp_path / "bob.zip", WORK)
    zip_of(tmp_path / "eve.zip", under("bob+toy+2030-01-01 00:00:00 UTC/"))
    found = inbox.collect([tmp_path], {toy.NAME})
    assert [(copy.student, copy.origin) for copy in found.copies] == [("bob", "bob.zip")]
    assert [note.partition(":")[0] for note in found.notes] == ["eve.zip"]


def test_folders_without_end_in_a_zip_do_not_stop_the_class(tmp_path: Path) -> None:
    zip_of(tmp_path / "ana.zip", WORK)
    # What systems leave behind makes no zip that of a class, whatever it is called.
    zip_of(tmp_path / "eve.zip", {"a/" * 3_000 + "toy.ipynb": b"{}", "._Bo_1_assignsubmission_file_/x": b""})
    assert sorted(collect(tmp_path)) == ["ana", "eve"]
    assert len(inbox.collect([tmp_path / "eve.zip"], {toy.NAME}).copies) == 1


def test_a_file_without_a_name_in_a_zip_does_not_stop_the_class(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "eve.zip", WORK | {"Bo_1_assignsubmission_file_/x": b"", "QQQQ": b""})
    path.write_bytes(path.read_bytes().replace(b"QQQQ", bytes(4)))  # a name ends where its first NUL is
    zip_of(tmp_path / "ana.zip", WORK)
    assert sorted(collect(tmp_path)) == ["ana", "eve"]


def test_the_size_of_a_zips_list_is_the_one_that_it_is_read_by(tmp_path: Path) -> None:
    made = zip_of(tmp_path / "ana.zip", {f"{number}.txt": b"" for number in range(100)}).read_bytes()
    body, end = made[:-22], made[-22:]
    count, size, start = struct.unpack("<HLL", end[10:20])
    long = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    place = struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1)
    lying = body + long + place + end[:12] + struct.pack("<L", 50) + end[16:]
    assert len(files.opened_zip(lying, "ana.zip").infolist()) == 100
    with pytest.raises(Refused, match="too-many-files"):
        files.opened_zip(lying, "ana.zip", directory=1_000)


def test_the_time_in_a_folders_name_counts_before_that_in_a_file(tmp_path: Path) -> None:
    stamp = {"ana+toy+2026-03-05 12:00:00 UTC/timestamp.txt": b"2026-02-01 12:00:00 UTC"}
    copy = collect(toy.hand_in(tmp_path / "in", under("ana+toy+2026-03-05 12:00:00 UTC/") | stamp))["ana"]
    assert inbox.take(copy, tmp_path / "submitted").received.at == datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_a_text_typed_online_is_not_taken_for_a_submission_beside_files(tmp_path: Path) -> None:
    toy.hand_in(tmp_path, under("Ana_7_assignsubmission_file_/"))
    toy.hand_in(tmp_path, {"Ana_7_assignsubmission_onlinetext_/onlinetext.html": b"<p>Hello</p>"})
    toy.hand_in(tmp_path, {"Bo_8_assignsubmission_onlinetext_/onlinetext.html": b"<p>Hello</p>"})
    found = collect(tmp_path)
    assert contents(found["Ana"], tmp_path / "submitted") == WORK
    assert list(contents(found["Bo"], tmp_path / "submitted")) == ["onlinetext.html"]


@pytest.mark.parametrize(
    "name",
    ["a/b", "..", "", "con:1", "x" * 300, "ñ" * 128, "tab\there", "\udcff", "Zoë", "\x9b2J", "\u202eana"],
)
def test_any_name_becomes_an_id_that_a_folder_can_have(tmp_path: Path, name: str) -> None:
    made = layouts.student_id(name)
    (tmp_path / made).mkdir()
    assert made not in {"", ".", ".."}
    assert made.isprintable()
    assert layouts.student_id(made) == made


def test_names_that_differ_keep_ids_that_differ() -> None:
    assert len({layouts.student_id(name) for name in ("a:b", "a?b", "a_b", "a_b ")}) == 4
    assert layouts.student_id("Zoe\N{COMBINING DIAERESIS}") == layouts.student_id("Zoë")


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2026-03-01 12:00:00.5 UTC", datetime(2026, 3, 1, 12, 0, 0, 500_000, UTC)),
        ("2026-03-01T12:00:00+02:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 12:00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("the day after tomorrow", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_a_time_is_read_or_is_unknown(words: str, at: datetime | None) -> None:
    assert layouts.moment(words) == at


def test_what_is_no_submission_is_told(tmp_path: Path) -> None:
    toy.hand_in(tmp_path / "in", under("ana/") | {"grades.csv": b"a,b", ".DS_Store": b"", "__MACOSX/x": b""})
    zip_of(
        tmp_path / "in" / "evil.zip", {"../../x_1_assignsubmission_file_": b"x", "Bo_1_assignsubmission_file_": b"x"}
    )
    collected = inbox.collect([tmp_path / "in"], {toy.NAME})
    assert sorted(copy.student for copy in collected.copies) == ["Bo", "ana"]
    assert [note.split(":")[0] for note in sorted(collected.notes)] == ["evil.zip", "grades.csv"]


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        collect(tmp_path / "nowhere")


def test_a_submission_that_cannot_stand_in_a_folder_is_refused_and_not_kept(tmp_path: Path) -> None:
    place = zip_of(tmp_path / "ana.zip", WORK | {"a": b"x", "a/b": b"y"})
    copy = collect(place)["ana"]
    with pytest.raises(Refused, match="unreadable"):
        inbox.keep(inbox.take(copy, tmp_path / "submitted"), copy)


def test_a_copy_that_was_left_half_is_made_whole(tmp_path: Path) -> None:
    copy = collect(toy.hand_in(tmp_path / "in" / "ana", WORK))["ana"]
    taken = inbox.take(copy, tmp_path / "submitted")
    half = tmp_path / "submitted" / "ana" / "toy"
    toy.hand_in(half, {"toy.ipynb": WORK["toy.ipynb"][:100], "old.txt": b""})
    inbox.keep(taken, copy)
    assert {path.name: path.read_bytes() for path in half.iterdir()} == WORK


def test_reading_stops_at_the_limit_whatever_the_header_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FILE", 1000)
    copy = collect(zip_of(tmp_path / "ana.zip", WORK))["ana"]
    with pytest.raises(Refused, match="too-large"):
        inbox.take(copy, tmp_path / "submitted")
