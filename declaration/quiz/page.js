// The book's host for quiz.js: brings every quiz form of the page to life and keeps its answers in localStorage.
// The build puts quiz.js before this text and both into one classic script, because modules do not load from file://.

/** @typedef {{points: number, day: string, streak: number}} Result what came of the last check: points from 0 to 1, the day, and
 *  how often in a row the answer was right
 *  @typedef {{version: 1, answers: Record<string, string[]>, checked: string[], log: Record<string, Result>}} Kept */

// The book's own address is part of every key, so that two books on one host do not mix.
const BOOK = `quiz ${new URL(document.documentElement.dataset.content_root ?? ".", location.href).href} `;

/** A model for `render` that lives in localStorage, or in memory where the browser refuses to keep anything.
 * @param {HTMLFormElement} form */
function keptModel(form) {
  const state = kept(form);
  return {
    get: (name) => state[name],
    set: (name, value) => {
      if (name === "checked") record(state, form, value.filter((id) => !state.checked.includes(id)));
      state[name] = value;
    },
    save_changes: () => { if (!keep(form.dataset.quiz, state)) tellForgetful(form); },
    on: () => {},
  };
}

/** Note what came of questions that were just checked. @param {Kept} state  @param {HTMLFormElement} form  @param {string[]} ids */
function record(state, form, ids) {
  for (const id of ids) {
    const question = new Question(form.querySelector(`fieldset[data-question="${CSS.escape(id)}"]`));
    const points = score(question.type, state.answers[id], question.keys);
    const streak = points === 1 ? (state.log[id]?.streak ?? 0) + 1 : 0;
    state.log[id] = { points, day: new Date().toISOString().slice(0, 10), streak };
  }
}

/** Keep this state; false where the browser refuses. @param {string} quiz  @param {Kept} state */
function keep(quiz, state) {
  try {
    if (localStorage.refused) return false;
    localStorage.setItem(BOOK + quiz, JSON.stringify(state));
    return true;
  } catch { return false; }
}

/** Say, once a quiz, that nothing can be kept; it works all the same. @param {HTMLFormElement} form */
function tellForgetful(form) {
  if (form.querySelector(".quiz-note")) return;
  const note = element("p", "This browser does not let the page remember your answers.", "quiz-note");
  note.setAttribute("role", "status");
  form.querySelector(".quiz-bar").after(note);
}

/** What was kept, less whatever the form no longer has. @param {HTMLFormElement} form  @returns {Kept} */
function kept(form) {
  let found = {};
  try { found = JSON.parse(localStorage.getItem(BOOK + form.dataset.quiz)) ?? {}; } catch { /* nothing that can be read was kept */ }
  return sound(form, found);
}

/** The parts of a state that fit the form: questions that it has, answers that they can hold.
 * @param {HTMLFormElement} form  @param {any} found  @returns {Kept} */
function sound(form, found) {
  const state = { version: 1, answers: {}, checked: [], log: {} };
  for (const fieldset of form.querySelectorAll("fieldset.question")) {
    const id = fieldset.dataset.question, chosen = found?.answers?.[id], result = found?.log?.[id];
    if (!Array.isArray(chosen) || !chosen.length || !chosen.every((each) => known(fieldset).has(each))) continue;
    state.answers[id] = chosen;
    if (Array.isArray(found.checked) && found.checked.includes(id)) state.checked.push(id);
    if (result?.points >= 0 && result.points <= 1 && /^\d{4}-\d\d-\d\d$/.test(result.day) && result.streak >= 0) state.log[id] = result;
  }
  return state;
}

/** Every string that an answer to this question may hold. @param {Element} fieldset */
function known(fieldset) {
  const ticks = [...fieldset.querySelectorAll("input, option")].map((each) => tick(dressed(each)));
  return new Set([...ticks, ...[...fieldset.querySelectorAll("[data-item]")].map((item) => item.dataset.item)]);
}

/** An option of a list stands for the place of its list. @param {Element} control */
const dressed = (control) => ({ value: control.value, dataset: (control.closest("select") ?? control).dataset });

for (const form of document.querySelectorAll("form.quiz")) render({ model: keptModel(form), el: form.parentElement });
