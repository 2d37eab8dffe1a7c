// What a recorded quiz adds to quiz.js, which stands before this text: it counts what is answered, says "saved" when Python
// has written and not before, and asks before it deletes. Every change gets a number, `edit`; Python's `status` names the
// number that it is about, so that "saved" is never said of an older change.

const SLOW = 500, SILENT = 10000, PAUSE = 800; // milliseconds: until "Saving" is shown, until Python seems to be gone, after the last key

/** @param {{model: Model, el: HTMLElement}} host */
function renderRecorded({ model, el }) {
  const asked = new DOMParser().parseFromString(model.get("html"), "text/html");
  if (!asked.querySelector("form.quiz")) { el.innerHTML = model.get("html"); return; }
  const stop = render({ model: numbered(model), el });
  const form = el.querySelector("form.quiz"), dialog = form.querySelector("dialog");
  const questions = [...form.querySelectorAll("fieldset.question")].map((fieldset) => new Question(fieldset));
  const status = form.querySelector("[data-role=status]"), count = form.querySelector("[data-role=count]");
  let timers = [], last = null;

  /** @param {string} message  @param {"yes" | "no" | "not yet"} saved */
  function tell(message, saved) {
    status.textContent = message;
    status.dataset.saved = saved;
  }
  function counted() {
    const answers = model.get("answers");
    const done = questions.filter(({ id }) => answers[id]?.length).filter((question) => question.complete(answers[question.id]));
    count.textContent = `${done.length} of ${questions.length} answered`;
    for (const { text, fieldset } of questions) {
      if (text) fieldset.querySelector("[data-role=words]").textContent = String(text.value.split(/\s+/).filter(Boolean).length);
    }
    return count.textContent;
  }
  function changed() {
    timers.forEach(clearTimeout);
    status.dataset.saved = "not yet";
    timers = [
      setTimeout(() => tell("Saving …", "not yet"), SLOW),
      setTimeout(() => tell("Not saved: Python does not answer. If it is busy with another cell, wait. If not: restart it (menu ‘Kernel’), run this cell again, and look whether your last answers are there.", "no"), SILENT),
    ];
  }
  function answered() {
    const { edit, saved, message } = model.get("status");
    if (edit !== model.get("edit")) return;
    timers.forEach(clearTimeout);
    const done = counted();
    tell(saved && edit ? `${message} ${done}.` : message, saved ? "yes" : "no");
    if (last) last.querySelector("output").textContent = saved ? "✓ Saved" : "✗ Not saved";
    last = null;
  }

  // Before the listeners of quiz.js, so that what they send is numbered with the question in hand.
  for (const kind of ["change", "click"]) {
    form.addEventListener(kind, ({ target }) => { last = target.closest("fieldset.question") ?? last; }, true);
  }
  form.addEventListener("click", ({ target }) => {
    const action = target.closest("button[data-action]")?.dataset.action;
    if (action === "ask") dialog.showModal();
    else if (action === "keep" || action === "reset") dialog.close();
  });
  for (const { text } of questions) {
    if (!text) continue;
    let pause;
    const send = () => text.dispatchEvent(new Event("change", { bubbles: true }));
    text.addEventListener("input", () => { counted(); clearTimeout(pause); pause = setTimeout(send, PAUSE); });
  }
  const heard = { "change:edit": changed, "change:status": answered, "change:answers": counted };
  for (const [event, listener] of Object.entries(heard)) model.on(event, listener);
  counted();
  answered();
  return () => {
    timers.forEach(clearTimeout);
    for (const [event, listener] of Object.entries(heard)) model.off?.(event, listener);
    stop();
  };
}

/** Before anything is shown, and whether or not it is: what the browser keeps goes to a kernel that knows no answers.
 * @param {{model: Model}} host */
function initialize({ model }) {
  const kept = Shelf.of(model)?.take() ?? {};
  if (!Object.keys(kept).length || Object.keys(model.get("answers")).length) return;
  const sent = numbered(model);
  sent.set("answers", kept);
  sent.save_changes();
}

/** The model with a number for every change of the answers; nothing is ever checked. @param {Model} model @returns {Model} */
function numbered(model) {
  const shelf = Shelf.of(model);
  return {
    get: (name) => (name === "checked" ? [] : model.get(name)),
    set(name, value) {
      if (name !== "answers") return;
      if (shelf) model.set("browser", shelf.put(value));
      model.set("edit", model.get("edit") + 1);
      model.set("answers", value);
    },
    save_changes: () => model.save_changes(),
    on: (event, listener) => model.on(event, listener),
    off: (event, listener) => model.off?.(event, listener),
  };
}

export default { initialize, render: renderRecorded };
