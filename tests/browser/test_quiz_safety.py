"""Whatever stands in a bank comes out as text: no payload runs, in any field, in the page or on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from declaration import passages, questions
from declaration.quiz import form

if TYPE_CHECKING:
    from playwright.sync_api import Page

PWN = "window.pwned=1"
PAYLOADS = [
    f"<script>{PWN}</script>",
    f"</script><script>{PWN}</script>",
    f"<img src=x onerror={PWN}>",
    f"<svg onload={PWN}>",
    f"<svg><script>{PWN}</script></svg>",
    f"<body onload={PWN}>",
    f"<iframe srcdoc='<script>parent.{PWN}</script>'>",
    f"<details open ontoggle={PWN}>",
    f"<input autofocus onfocus={PWN}>",
    f"<video><source onerror={PWN}></video>",
    f"<a href=javascript:{PWN}>x</a>",
    f"[x](javascript:{PWN})",
    f"![x](javascript:{PWN})",
    f"<javascript:{PWN}>",
    f"[x]: javascript:{PWN}",
    f"[x](data:text/html,<script>{PWN}</script>)",
    f'" onmouseover="{PWN}',
    f"' onfocus='{PWN}' autofocus='",
    f'"><script>{PWN}</script>',
    f"</legend></fieldset></form><script>{PWN}</script>",
    f"</option></select><img src=x onerror={PWN}>",
    f"</textarea><script>{PWN}</script>",
    f"</style><script>{PWN}</script>",
    f"--><script>{PWN}</script><!--",
    f"<![CDATA[<script>{PWN}</script>]]>",
    f"&lt;script&gt;{PWN}&lt;/script&gt;",
    f"&#60;script&#62;{PWN}&#60;/script&#62;",
    "{{ 7 * 7 }}{% for x in range(9) %}y{% endfor %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    f"`<script>{PWN}</script>`",
    f"*<img src=x onerror={PWN}>*",
    f"\\<script>{PWN}</script>",
    f"<math><mtext><script>{PWN}</script></mtext></math>",
    f"<template><script>{PWN}</script></template>",
    f"<object data=javascript:{PWN}></object>",
    f"\u202e<script>{PWN}</script>",
]


FIELDS = ("single", "multiple", "order", "match", "fill", "evidence")


def bank(words: str) -> questions.Bank:
    """Return one question of each type with these words in every field that takes text, ids and names included."""
    about = passages.Passages({1: f"{words} and some words more, then others still"}, words)
    made = []
    for kind in FIELDS:
        options = tuple(
            questions.Option(
                id=each + words,
                text=words + each,
                feedback=words,
                correct=each == "a",
                match=words + each if kind == "match" else "",
                others=(f"{words}c",) if kind == "fill" else (),
            )
            for each in "ab"
        )
        question = questions.Question(
            kind + words, kind, "apply", words, options, (1,), words, "then others still", about
        )
        made.append(question)
    return questions.Bank(f"try{words}", tuple(made))


ANSWER_EVERYTHING = """(root) => {
  for (const input of root.querySelectorAll('input')) input.click();
  for (const select of root.querySelectorAll('select')) {
    select.selectedIndex = 1;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }
  for (const button of root.querySelectorAll('[data-action=up], [data-action=check]')) button.click();
  return [...root.querySelectorAll('*')].map((each) => each.tagName);
}"""
# anywidget gives the module a model and an element; the form comes from the model.
AS_IN_A_NOTEBOOK = """async ([source, forms]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  for (const html of forms) {
    const state = { html, answers: {}, checked: [] }, el = document.createElement('div');
    document.body.append(el);
    const model = { get: (n) => state[n], set: (n, v) => { state[n] = v; }, save_changes() {}, on() {} };
    module.default.render({ model, el });
  }
}"""


def harmless(payload: str) -> str:
    """Return as many words and phrases as the payload has, with nothing in them."""
    return re.sub(r"[^\s,;:.]", "x", payload)


def tags(page: Page, site: str, host: str, banks: list[str]) -> list[list[str]]:
    """Show a quiz for each of these words, answer and check everything, and return the elements of each form."""
    forms = [form.html(bank(words)) for words in banks]
    shown = (
        "".join(f"<div>{each}</div>" for each in forms) + f"<script>{form.script()}</script>" if host == "page" else ""
    )
    html = f'<!doctype html><html lang="en" data-content_root="./"><title>Try</title><body>{shown}</body>'
    page.route(site + "try.html", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(site + "try.html")
    if host == "notebook":
        page.evaluate(AS_IN_A_NOTEBOOK, [(form.HERE / "quiz.js").read_text(encoding="utf-8"), forms])
    found = [each.evaluate(ANSWER_EVERYTHING) for each in page.locator("form.quiz").all()]
    page.emulate_media(media="print")
    assert page.evaluate("window.pwned") is None
    assert "49" not in page.inner_text("body")
    page.unroute(site + "try.html")
    return [[tag for tag in each if tag not in {"EM", "CODE"}] for each in found]  # what *…* and `…` may become


@pytest.mark.parametrize("host", ["page", "notebook"])
def test_a_payload_in_every_field_of_every_type_is_text(page: Page, site: str, host: str) -> None:
    assert len(set(PAYLOADS)) >= 30
    hostile = tags(page, site, host, PAYLOADS)
    plain = tags(page, site, host, [harmless(payload) for payload in PAYLOADS])
    assert len(hostile) == len(plain) == len(PAYLOADS)
    assert [payload for payload, one, other in zip(PAYLOADS, hostile, plain, strict=True) if one != other] == []
