// The book's host for quiz.js: brings every quiz form of the page to life and keeps its answers in localStorage.
// The build puts quiz.js before this text and both into one classic script, because modules do not load from file://.

/** A model for `render` that lives in localStorage, or in memory where the browser refuses to keep anything.
 * @param {HTMLFormElement} form  @param {string} key */
function keptModel(form, key) {
  const state = { answers: {}, checked: [], ...kept(form, key) };
  return {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes: () => {
      try {
        if (localStorage.refused) throw new Error("refused");
        localStorage.setItem(key, JSON.stringify(state));
      } catch { tellForgetful(form); }
    },
    on: () => {},
  };
}

/** Say, once a quiz, that nothing can be kept; it works all the same. @param {HTMLFormElement} form */
function tellForgetful(form) {
  if (form.querySelector(".quiz-note")) return;
  const note = element("p", "This browser does not let the page remember your answers.", "quiz-note");
  note.setAttribute("role", "status");
  form.querySelector(".quiz-bar").after(note);
}

/** What was kept, less whatever the form no longer has. @param {HTMLFormElement} form  @param {string} key */
function kept(form, key) {
  try {
    const { answers, checked } = JSON.parse(localStorage.getItem(key) ?? "{}");
    const state = { answers: {}, checked: [] };
    for (const fieldset of form.querySelectorAll("fieldset.question")) {
      const id = fieldset.dataset.question;
      const chosen = answers?.[id] ?? [];
      if (!chosen.length || !chosen.every((each) => known(fieldset).has(each))) continue;
      state.answers[id] = chosen;
      if (checked?.includes(id)) state.checked.push(id);
    }
    return state;
  } catch { return {}; }
}

/** Every string that an answer to this question may hold. @param {Element} fieldset */
function known(fieldset) {
  const ticks = [...fieldset.querySelectorAll("input, option")].map((each) => tick(dressed(each)));
  return new Set([...ticks, ...[...fieldset.querySelectorAll("[data-item]")].map((item) => item.dataset.item)]);
}

/** An option of a list stands for the place of its list. @param {Element} control */
const dressed = (control) => ({ value: control.value, dataset: (control.closest("select") ?? control).dataset });

for (const form of document.querySelectorAll("form.quiz")) {
  // The book's own address is part of the key, so that two books on one host do not mix.
  const book = new URL(document.documentElement.dataset.content_root ?? ".", location.href).href;
  render({ model: keptModel(form, `quiz ${book} ${form.dataset.quiz}`), el: form.parentElement });
}
