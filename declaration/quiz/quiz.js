// Brings one quiz form (quiz.html.j2) to life. The form is the single source: options are its inputs, keys and reasons
// are the list behind `details.answers`. Two hosts call `render`: ipywidgets, through anywidget, with a model that
// Python sees; and the book's page, with a model kept in localStorage. No dependencies, nothing is fetched.

/** @typedef {{get(name: string): any, set(name: string, value: any): void, save_changes(): void,
 *             on(event: string, callback: () => void): void, off?(event: string, callback: () => void): void}} Model */

/** Points from 0 to 1 for the chosen option ids; the same rule as Question.score in questions.py.
 * @param {string} type  @param {string[]} chosen  @param {string[]} keys */
export function score(type, chosen, keys) {
  const ticks = [...new Set(chosen)];
  const right = ticks.filter((id) => keys.includes(id)).length;
  const wrong = ticks.length - right;
  if (type === "single") return right === 1 && wrong === 0 ? 1 : 0;
  return Math.max(0, right - wrong) / keys.length;
}

/** A number with at most two decimals and none that are not needed. @param {number} value */
const plain = (value) => String(Math.round(value * 100) / 100);

/** @param {string} tag  @param {string} [text]  @param {string} [className] */
function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** One fieldset: reads and shows an answer, and says what came of it. */
class Question {
  /** @param {HTMLFieldSetElement} fieldset */
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.id = fieldset.dataset.question;
    this.type = fieldset.dataset.type;
    this.inputs = [...fieldset.querySelectorAll("input")];
    this.output = fieldset.querySelector("output");
    this.reasons = new Map([...fieldset.querySelectorAll("[data-option]")].map((item) => [item.dataset.option, item]));
    this.keys = [...this.reasons.values()].filter((item) => "correct" in item.dataset).map((item) => item.dataset.option);
  }

  get chosen() {
    return this.inputs.filter((input) => input.checked).map((input) => input.value);
  }

  /** Show this answer and, if it was checked, its result. @param {string[]} chosen  @param {boolean} checked */
  show(chosen, checked) {
    for (const input of this.inputs) input.checked = chosen.includes(input.value);
    const points = score(this.type, this.chosen, this.keys);
    const state = !this.chosen.length ? "unanswered" : !checked ? "answered"
      : points === 1 ? "correct" : points > 0 ? "partial" : "incorrect";
    // A live region speaks whenever it is filled: say the same thing once only.
    const told = [state, ...this.chosen].join(" ");
    if (told === this.told) return;
    this.told = told;
    this.fieldset.dataset.state = state;
    this.output.replaceChildren(...(checked && this.chosen.length ? this.result(state, points) : []));
  }

  /** Ask for an answer where there is none to check. */
  ask() {
    this.told = "";
    this.output.replaceChildren(element("p", "Choose an answer first.", "verdict"));
  }

  /** What the output says: the result in words, then a reason an option. @param {string} state  @param {number} points */
  result(state, points) {
    const verdict = { correct: "✓ Right.", partial: `◐ Partly right: ${plain(points)} of 1 point.`, incorrect: "✗ Not right." };
    const list = document.createElement("ul");
    for (const input of this.inputs) {
      const key = this.keys.includes(input.value);
      // A wrong single choice gives its reason and leaves the right one to be found.
      if (this.type === "single" && !input.checked) continue;
      const item = element("li");
      const mark = input.checked ? (key ? "✓ Chosen, right:" : "✗ Chosen, wrong:") : key ? "○ Missed:" : "– Rightly left:";
      item.append(element("b", mark), " ", this.words(input), ". ", this.reason(input.value));
      list.append(item);
    }
    return [element("p", verdict[state], "verdict"), list];
  }

  /** @param {HTMLInputElement} input */
  words(input) {
    const copy = element("i");
    copy.append(...[...input.nextElementSibling.cloneNode(true).childNodes]);
    return copy;
  }

  /** @param {string} option */
  reason(option) {
    return this.reasons.get(option).querySelector(".why").cloneNode(true);
  }
}

/** The anywidget entry point. @param {{model: Model, el: HTMLElement}} host */
export function render({ model, el }) {
  if (!el.querySelector("form.quiz")) el.innerHTML = model.get("html");
  const form = /** @type {HTMLFormElement} */ (el.querySelector("form.quiz"));
  const questions = [...form.querySelectorAll("fieldset.question")].map((fieldset) => new Question(fieldset));
  const scoreText = form.querySelector("[data-role=score]");

  /** @param {Record<string, string[]>} answers  @param {string[]} checked */
  function change(answers, checked) {
    model.set("answers", answers);
    model.set("checked", checked);
    model.save_changes();
    show();
  }

  function show() {
    const answers = model.get("answers"), checked = model.get("checked");
    let total = 0;
    for (const question of questions) {
      const chosen = answers[question.id] || [];
      question.show(chosen, checked.includes(question.id));
      if (checked.includes(question.id)) total += score(question.type, question.chosen, question.keys);
    }
    const finished = questions.every((question) => checked.includes(question.id));
    scoreText.textContent = `${plain(total)} / ${questions.length}${finished ? ", finished" : ""}`;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const question = questions.find(({ fieldset }) => fieldset.contains(/** @type {Node} */ (event.target)));
    if (!question) return;
    const others = model.get("checked").filter((id) => id !== question.id);
    change({ ...model.get("answers"), [question.id]: question.chosen }, others);
  });
  form.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-action]");
    if (button?.dataset.action === "reset") change({}, []);
    if (button?.dataset.action !== "check") return;
    const question = questions.find(({ fieldset }) => fieldset.contains(button));
    if (question.chosen.length) change(model.get("answers"), [...new Set([...model.get("checked"), question.id])]);
    else question.ask();
  });
  // JupyterLab would take the arrow keys for itself and move to another cell.
  form.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && event.key !== "Escape") event.stopPropagation();
  });

  model.on("change:answers", show);
  model.on("change:checked", show);
  show();
  return () => { model.off?.("change:answers", show); model.off?.("change:checked", show); };
}

export default { render };
