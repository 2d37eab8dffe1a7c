// Where Python keeps no files, the browser keeps the answers to a recorded quiz, and gives them back to a kernel that knows
// none. That is so in JupyterLite on an address without https. Python asks for it by the trait `browser`.

class Shelf {
  /** The shelf of this quiz, or null where Python keeps files or there is no form. @param {Model} model */
  static of(model) {
    const form = new DOMParser().parseFromString(model.get("html"), "text/html").querySelector("form.quiz");
    return form && model.get("browser") ? new Shelf(form.dataset.quiz) : null;
  }

  /** @param {string} quiz */
  constructor(quiz) {
    // The apps of one JupyterLite stand side by side in its folder, and share its notebooks: so they share the answers.
    this.key = `recorded quiz ${new URL("..", document.baseURI).href} ${quiz}`;
  }

  /** Keep these answers; what came of it, as the trait `browser` says it. @param {Record<string, string[]>} answers */
  put(answers) {
    try {
      localStorage.setItem(this.key, JSON.stringify(answers));
      return "keeps";
    } catch { return "refuses"; }
  }

  /** The answers that were kept, or none. @returns {Record<string, string[]>} */
  take() {
    try { return JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { return {}; }
  }
}
