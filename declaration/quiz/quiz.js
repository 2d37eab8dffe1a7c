// Brings one quiz form (quiz.html.j2) to life. The form is the single source: options are its inputs, keys and reasons
// are the list behind `details.answers`. Two hosts call `render`: ipywidgets, through anywidget, with a model that
// Python sees; and the book's page, with a model kept in localStorage. No dependencies, nothing is fetched.

/** @typedef {{get(name: string): any, set(name: string, value: any): void, save_changes(): void,
 *             on(event: string, callback: () => void): void, off?(event: string, callback: () => void): void}} Model */

/** Points from 0 to 1 for an answer; the same rule as Question.score in questions.py.
 * @param {string} type  @param {string[]} chosen  @param {string[]} keys */
export function score(type, chosen, keys) {
  const ticks = [...new Set(chosen)];
  if (type === "order") return keys.filter((key, place) => ticks[place] === key).length / keys.length;
  const right = ticks.filter((tick) => keys.includes(tick));
  if (type === "match" || type === "fill") {
    const places = ticks.map((tick) => tick.split("=")[0]);
    const once = right.filter((tick) => places.indexOf(tick.split("=")[0]) === places.lastIndexOf(tick.split("=")[0]));
    return once.length / keys.length;
  }
  const wrong = ticks.length - right.length;
  if (type === "multiple") return Math.max(0, right.length - wrong) / keys.length;
  return right.length === keys.length && wrong === 0 ? 1 : 0;
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

/** What a control stands for in an answer: an option's id, or "place=value". @param {HTMLInputElement | HTMLSelectElement} control */
const tick = (control) => (control.dataset.place ? `${control.dataset.place}=${control.value}` : control.value);

/** One fieldset: reads and shows an answer, and says what came of it. */
class Question {
  /** @param {HTMLFieldSetElement} fieldset */
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.id = fieldset.dataset.question;
    this.type = fieldset.dataset.type;
    this.inputs = [...fieldset.querySelectorAll("input")];
    this.selects = [...fieldset.querySelectorAll("select")];
    this.text = fieldset.querySelector("textarea");
    this.items = [...fieldset.querySelectorAll("[data-item]")];
    this.output = fieldset.querySelector("output");
    this.reasons = [...fieldset.querySelectorAll(".answers li")];
    this.keys = this.reasons.filter((item) => item.dataset.key).map((item) => item.dataset.key);
  }

  /** The answer that the controls show. */
  get chosen() {
    if (this.type === "order") return [...this.fieldset.querySelectorAll("[data-item]")].map((item) => item.dataset.item);
    if (this.text) return this.text.value.trim() ? [this.text.value] : [];
    return [...this.inputs.filter((input) => input.checked), ...this.selects.filter((select) => select.value)].map(tick);
  }

  /** Whether nothing that must be given is missing. @param {string[]} chosen */
  complete(chosen) {
    if (this.type === "evidence") return chosen.length === 2;
    return this.selects.length ? chosen.length === this.selects.length : chosen.length > 0;
  }

  /** Show this answer and, if it was checked, its result. @param {string[]} chosen  @param {boolean} checked */
  show(chosen, checked) {
    for (const input of this.inputs) input.checked = chosen.includes(tick(input));
    for (const select of this.selects) {
      const held = chosen.find((each) => each.startsWith(`${select.dataset.place}=`)) ?? "";
      select.value = held.slice(select.dataset.place.length + 1);
    }
    if (this.text && !chosen.includes(this.text.value)) this.text.value = chosen[0] ?? "";
    this.arrange(chosen.length ? chosen : this.items.map((item) => item.dataset.item));
    const points = score(this.type, chosen, this.keys);
    const done = checked && chosen.length > 0;
    const state = !chosen.length ? "unanswered" : !done ? "answered"
      : points === 1 ? "correct" : points > 0 ? "partial" : "incorrect";
    // A live region speaks whenever it is filled: say the same thing once only.
    const told = [state, ...chosen].join(" ");
    if (told === this.told) return;
    this.told = told;
    this.fieldset.dataset.state = state;
    this.output.replaceChildren(...(done ? this.result(state, points, chosen) : []));
  }

  /** Put the items of an `order` question into this order. @param {string[]} order */
  arrange(order) {
    const shown = this.type === "order" ? this.chosen : order;
    if (shown.join() === order.join()) return;
    for (const id of order) {
      const item = this.items.find((each) => each.dataset.item === id);
      item?.parentElement.append(item);
    }
  }

  /** Move an item one place, and leave the focus on its button. @param {HTMLButtonElement} button */
  moved(button) {
    const order = this.chosen, from = order.indexOf(button.value), to = from + (button.dataset.action === "up" ? -1 : 1);
    if (to >= 0 && to < order.length) [order[from], order[to]] = [order[to], order[from]];
    this.arrange(order);
    button.focus();
    return order;
  }

  /** Ask for an answer where there is none to check. */
  ask() {
    this.told = "";
    const what = { evidence: "Choose an answer and mark the words that decide.", match: "Choose a partner for each.", fill: "Fill each gap." };
    this.output.replaceChildren(element("p", what[this.type] ?? "Choose an answer first.", "verdict"));
  }

  /** What the output says: the result in words, then a reason a line.
   * @param {string} state  @param {number} points  @param {string[]} chosen */
  result(state, points, chosen) {
    const verdict = { correct: "✓ Right.", partial: `◐ Partly right: ${plain(points)} of 1 point.`, incorrect: "✗ Not right." };
    const list = document.createElement("ul");
    for (const reason of this.reasons) {
      const mark = this.mark(reason, chosen);
      if (!mark) continue;
      const copy = /** @type {HTMLElement} */ (reason.cloneNode(true));
      const lead = copy.querySelector("b");
      if (reason.dataset.option) lead.textContent = mark;
      else lead.prepend(`${mark} `);
      list.append(copy);
    }
    return [element("p", verdict[state], "verdict"), list];
  }

  /** How one line of the reasons is marked, or "" to leave it out. @param {HTMLElement} reason  @param {string[]} chosen */
  mark({ dataset: { option, key } }, chosen) {
    if (!option) {
      const right = this.type === "order" ? chosen.indexOf(key) === this.keys.indexOf(key) : chosen.includes(key);
      // Evidence that was missed stays to be found.
      if (this.type === "evidence" && !right) return "";
      return right ? "✓" : "✗";
    }
    if (chosen.includes(option)) return key ? "✓ Chosen, right:" : "✗ Chosen, wrong:";
    // A wrong single choice gives its reason and leaves the right one to be found.
    if (this.type !== "multiple") return "";
    return key ? "○ Missed:" : "– Rightly left:";
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
      if (checked.includes(question.id)) total += score(question.type, chosen, question.keys);
    }
    const finished = questions.every((question) => checked.includes(question.id));
    if (scoreText) scoreText.textContent = `${plain(total)} / ${questions.length}${finished ? ", finished" : ""}`;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  /** @param {Event} event */
  const questionOf = (event) => questions.find(({ fieldset }) => fieldset.contains(/** @type {Node} */ (event.target)));
  /** @param {Question} question  @param {string[]} chosen */
  const answer = (question, chosen) =>
    change({ ...model.get("answers"), [question.id]: chosen }, model.get("checked").filter((id) => id !== question.id));

  form.addEventListener("change", (event) => {
    const question = questionOf(event);
    if (question) answer(question, question.chosen);
  });
  form.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-action]");
    const question = questionOf(event), action = button?.dataset.action;
    if (action === "reset") change({}, []);
    else if (action === "up" || action === "down") answer(question, question.moved(button));
    else if (action === "check" && question.complete(question.chosen)) {
      change({ ...model.get("answers"), [question.id]: question.chosen }, [...new Set([...model.get("checked"), question.id])]);
    } else if (action === "check") question.ask();
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
