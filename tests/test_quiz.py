"""The quiz as Python makes it: the form's contract, what is escaped, and the traits of the widget."""

import gzip
from html.parser import HTMLParser

import pytest

from declaration import questions
from declaration.quiz import Quiz, form, widget


@pytest.fixture(autouse=True)
def _new_session() -> None:
    widget._session.clear()  # noqa: SLF001 - every test stands for a kernel of its own


HOSTILE = "<script>alert(1)</script> <b onclick=x>{{ 7 * 7 }} [a](javascript:alert(1)) \" ' & </fieldset>"


def bank(words: str = "text", kind: str = "multiple") -> questions.Bank:
    options = tuple(
        questions.Option(
            each, f"{words} {each}", f"{words} why {each}", correct=each in "ab"[: 1 + (kind == "multiple")]
        )
        for each in "abc"
    )
    return questions.Bank("try", tuple(questions.Question(f"q{n}", kind, "apply", words, options) for n in (1, 2)))


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_form_keeps_the_dom_contract() -> None:
    tags = Tags(form.html(bank()))
    (quiz,) = tags.of("form")
    assert quiz["data-quiz"] == "try"
    assert [(f["data-question"], f["data-type"], f["data-state"]) for f in tags.of("fieldset")] == [
        ("q1", "multiple", "unanswered"),
        ("q2", "multiple", "unanswered"),
    ]
    assert len(tags.of("legend")) == len(tags.of("output")) == 2
    assert {output["aria-live"] for output in tags.of("output")} == {"polite"}
    assert [button["data-action"] for button in tags.of("button")] == ["reset", "check", "check"]
    assert {entry["type"] for entry in tags.of("input")} == {"checkbox"}
    assert {entry["value"] for entry in tags.of("input")} == {"a", "b", "c"}


def test_a_single_question_is_a_group_of_radios() -> None:
    entries = Tags(form.html(bank(kind="single"))).of("input")
    assert {(entry["type"], entry["name"]) for entry in entries} == {("radio", "try.q1"), ("radio", "try.q2")}


def test_a_long_quiz_leads_to_the_questions_on_each_paragraph() -> None:
    tags = Tags(form.html(questions.load("section-5")))
    first = {question["id"]: question for question in tags.of("fieldset")}
    targets = [str(link["href"]).removeprefix("#") for link in tags.of("a")]
    places = [list(first).index(target) for target in targets]
    assert places == sorted(places)
    assert targets[0] == next(iter(first))
    about = [questions.load("section-5").questions[place].paragraphs for place in places]
    assert about[:4] == [(21,), (22,), (23,), (24,)]
    assert len(about[4]) > 1


def test_a_short_quiz_or_one_on_a_single_paragraph_has_no_parts() -> None:
    assert not [
        bank for bank in ("section-4", "section-6", "introduction") if "quiz-parts" in form.html(questions.load(bank))
    ]


def test_no_text_of_a_bank_becomes_markup() -> None:
    hostile, plain = Tags(form.html(bank(HOSTILE))), Tags(form.html(bank("plain")))
    assert [tag for tag, _ in hostile.found] == [tag for tag, _ in plain.found]
    assert "49" not in form.html(bank(HOSTILE))


def test_emphasis_and_code_are_rendered_and_links_are_not() -> None:
    html = form.html(bank("*so* `code` [link](https://example.org) ![image](x.png)"))
    assert "<em>so</em> <code>code</code>" in html
    assert "[link](https://example.org)" in html
    assert not Tags(html).of("a")


def test_the_form_is_the_same_every_time() -> None:
    assert form.html(bank()) == form.html(bank())


def test_score_and_finished_follow_the_answers() -> None:
    quiz = Quiz(bank())
    quiz.answers = {"q1": ["a", "b"], "q2": ["a"]}
    assert (quiz.score, quiz.finished) == (0.0, False)
    quiz.checked = ["q1"]
    assert (quiz.score, quiz.finished) == (1.0, False)
    quiz.checked = ["q1", "q2"]
    assert (quiz.score, quiz.finished) == (1.5, True)


def test_observe_tells_of_a_new_score() -> None:
    quiz, seen = Quiz(bank()), list[float]()
    quiz.observe(lambda change: seen.append(change["new"]), "score")
    quiz.answers = {"q1": ["a"]}
    quiz.checked = ["q1"]
    assert seen == [0.5]


def test_foreign_answers_earn_nothing_and_break_nothing() -> None:
    quiz = Quiz(bank(), answers={"other": ["a"], "q1": ["z"]}, checked=["other", "q1"])
    assert (quiz.score, quiz.finished) == (0.0, False)


def test_the_bundle_reads_where_no_front_end_runs() -> None:
    bundle, _ = Quiz(bank())._repr_mimebundle_()
    assert (
        bundle["text/plain"] == "Quiz('try', 2 questions): run this cell in JupyterLab, or open the book, to answer it"
    )
    assert bundle["text/html"] == form.html(bank())


def test_a_cell_that_is_run_again_finds_its_answers() -> None:
    first = Quiz(bank())
    first.answers, first.checked = {"q1": ["a"]}, ["q1"]
    assert (Quiz(bank()).answers, Quiz(bank()).score) == ({"q1": ["a"]}, 0.5)


def test_answers_given_in_python_are_taken_in_place_of_the_old_ones() -> None:
    Quiz(bank()).answers = {"q1": ["a"]}
    assert Quiz(bank(), answers={"q2": ["b"]}).answers == {"q2": ["b"]}


def test_script_and_style_together_are_light() -> None:
    style = (form.HERE / "quiz.css").read_text(encoding="utf-8")
    assert len(gzip.compress((form.script() + style).encode())) <= 8 * 1024
