// "My progress": what was answered in every quiz of the book, a review of what was missed or is old, export, import, delete.
// It follows quiz.js and page.js in one classic script. Nothing leaves the reader's machine.

const FORMAT = "quiz-progress";
const COLUMNS = ["quiz", "question", "answer", "points", "day", "streak"];
// Days until a question comes again, by how often in a row it was right: what was missed comes at once.
const PAUSE = [0, 3, 10, 30];
const AT_ONCE = 10; // questions in one review
const DAY = 24 * 60 * 60 * 1000;

/** @param {Result | undefined} result */
const isDue = (result) =>
  result !== undefined && Date.now() - Date.parse(result.day) >= PAUSE[Math.min(result.streak, PAUSE.length - 1)] * DAY;

/** @param {string} name  @param {string} type  @param {string} content */
function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The quizzes of an exported table, in the form that the JSON file has. A spreadsheet may have taken its quotation marks away.
 * @param {string} content */
function fromTable(content) {
  const [head, ...lines] = content.split(/\r?\n/).filter(Boolean).map((line) =>
    [...line.matchAll(/(?:^|[,;])(?:"((?:[^"]|"")*)"|([^",;]*))/g)].map((cell) => (cell[1] ?? cell[2]).replaceAll('""', '"')));
  if (head?.join() !== COLUMNS.join()) return {};
  const quizzes = {};
  for (const [quiz, question, answer, points, day, streak] of lines) {
    const state = (quizzes[quiz] ??= { answers: {}, checked: [], log: {} });
    state.answers[question] = (answer ?? "").split(" ");
    if (!day) continue;
    state.checked.push(question);
    state.log[question] = { points: Number(points), day, streak: Number(streak) };
  }
  return { format: FORMAT, version: 1, quizzes };
}

/** The page's one section of progress. */
class Progress {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.forms = [...root.querySelector("template").content.querySelectorAll("form.quiz")];
    this.note = root.querySelector("[data-role=note]");
    this.review = root.querySelector("[data-role=review]");
    root.addEventListener("click", (event) => this.act(/** @type {Element} */ (event.target).closest("button[data-action]")));
    root.querySelector("input[type=file]").addEventListener("change", (event) => this.take(event.target));
    this.show();
  }

  /** @param {HTMLButtonElement | null} button */
  act(button) {
    const today = new Date().toISOString().slice(0, 10);
    const actions = {
      review: () => this.start(),
      json: () => download(`progress-${today}.json`, "application/json", JSON.stringify(this.exported(today), null, 1)),
      csv: () => download(`progress-${today}.csv`, "text/csv", this.table()),
      import: () => this.root.querySelector("input[type=file]").click(),
      print: () => print(),
      delete: () => this.confirm(button),
    };
    actions[button?.dataset.action]?.();
  }

  /** Fill the table: answered, points, to see again. */
  show() {
    let due = 0;
    for (const form of this.forms) {
      const state = kept(form), results = Object.values(state.log);
      const row = this.root.querySelector(`tr[data-row="${CSS.escape(form.dataset.quiz)}"]`);
      const again = results.filter(isDue).length;
      const points = results.reduce((sum, result) => sum + result.points, 0);
      const cells = { answered: Object.keys(state.answers).length, points: plain(points), again };
      for (const [name, value] of Object.entries(cells)) row.querySelector(`[data-cell=${name}]`).textContent = String(value);
      due += again;
    }
    const button = this.root.querySelector("button[data-action=review]");
    button.textContent = due ? `Review ${Math.min(due, AT_ONCE)} of ${due}` : "Nothing to review yet";
    button.disabled = !due;
  }

  /** Begin a review: what was missed first, then what is oldest. */
  start() {
    const due = this.forms.flatMap((form) => {
      const { log } = kept(form);
      return Object.keys(log).filter((id) => isDue(log[id])).map((id) => ({ form, id, ...log[id] }));
    });
    due.sort((one, other) => one.streak - other.streak || one.day.localeCompare(other.day) || one.id.localeCompare(other.id));
    const form = /** @type {HTMLFormElement} */ (this.forms[0].cloneNode(true));
    form.dataset.quiz = "review";
    form.setAttribute("aria-label", "Review");
    for (const fieldset of form.querySelectorAll("fieldset.question")) fieldset.remove();
    const chosen = due.slice(0, AT_ONCE);
    chosen.forEach(({ form: home, id }, index) => {
      const copy = home.querySelector(`fieldset[data-question="${CSS.escape(id)}"]`).cloneNode(true);
      copy.querySelector(".number").textContent = `${index + 1}.`;
      form.append(copy);
    });
    this.review.replaceChildren(form);
    render({ model: this.model(chosen), el: this.review });
    form.querySelector("input, select, button[data-action=up]")?.focus();
  }

  /** A model in memory that writes each checked answer to the quiz where the question is at home.
   * @param {{form: HTMLFormElement, id: string}[]} chosen */
  model(chosen) {
    const state = { answers: {}, checked: [] };
    return {
      get: (name) => state[name],
      set: (name, value) => {
        for (const id of name === "checked" ? value.filter((each) => !state.checked.includes(each)) : []) {
          const { form } = chosen.find((each) => each.id === id);
          const home = kept(form);
          home.answers[id] = state.answers[id];
          record(home, form, [id]);
          if (!home.checked.includes(id)) home.checked.push(id);
          keep(form.dataset.quiz, home);
        }
        state[name] = value;
      },
      save_changes: () => this.show(),
      on: () => {},
    };
  }

  /** All that is kept, in the documented format. @param {string} day */
  exported(day) {
    const quizzes = Object.fromEntries(this.forms.map((form) => [form.dataset.quiz, kept(form)]));
    return { format: FORMAT, version: 1, day, quizzes };
  }

  /** The same as a table, a line a question that was answered. */
  table() {
    const lines = [COLUMNS];
    for (const form of this.forms) {
      const { answers, log } = kept(form);
      for (const [id, answer] of Object.entries(answers)) {
        const { points = "", day = "", streak = "" } = log[id] ?? {};
        lines.push([form.dataset.quiz, id, answer.join(" "), points, day, streak]);
      }
    }
    return lines.map((line) => line.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(",")).join("\r\n");
  }

  /** Take a file that was exported; what the book does not have is left out. @param {HTMLInputElement} input */
  async take(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    try {
      const content = await file.text();
      const found = /\.csv$/i.test(file.name) ? fromTable(content) : JSON.parse(content);
      if (found?.format !== FORMAT || found.version !== 1) throw new Error("it is not a progress file of this kind");
      let answers = 0;
      for (const form of this.forms) {
        const state = sound(form, found.quizzes?.[form.dataset.quiz]);
        if (!Object.keys(state.answers).length) continue;
        answers += Object.keys(state.answers).length;
        if (!keep(form.dataset.quiz, state)) throw new Error("this browser does not let the page remember anything");
      }
      this.tell(`${answers} answers were taken from ${file.name}.`);
    } catch (error) {
      this.tell(`${file.name} could not be taken: ${error instanceof SyntaxError ? "it is not JSON" : error.message}. Nothing was changed.`);
    }
    this.show();
  }

  /** Delete everything at the second press. @param {HTMLButtonElement} button */
  confirm(button) {
    if (button.dataset.sure) {
      for (const form of this.forms) localStorage.removeItem(BOOK + form.dataset.quiz);
      this.review.replaceChildren();
      this.tell("Everything was deleted.");
      this.show();
    } else {
      this.tell("Press again to delete all answers and results of this book. There is no way back.");
    }
    button.dataset.sure = button.dataset.sure ? "" : "yes";
    button.textContent = button.dataset.sure ? "Yes, delete everything" : "Delete everything";
    button.onblur = () => { button.dataset.sure = ""; button.textContent = "Delete everything"; };
  }

  /** @param {string} message */
  tell(message) { this.note.textContent = message; }
}

for (const root of document.querySelectorAll("[data-progress]")) new Progress(root);
