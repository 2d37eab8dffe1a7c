// The edition in a page: buttons that copy a citation, the address in it, and the switches for notes and Spanish.
// Without this script all of it can be read and selected; the notes unfold one by one.
(() => {
  const root = new URL(document.documentElement.dataset.content_root ?? ".", document.querySelector("link[rel=canonical]")?.href ?? location.href);
  const KEY = `edition ${root.href}`;
  const SWITCHES = { notes: "Show notes", spanish: "Show the Spanish (where it was seen)" };
  const article = document.querySelector("article");

  /** @param {string} tag  @param {Partial<HTMLElement>} given */
  const make = (tag, given) => Object.assign(document.createElement(tag), given);

  /** Finish the citations of a passage when they are opened. @param {HTMLDetailsElement} cite */
  function finish(cite) {
    if (cite.querySelector("button")) return;
    // The reader's own folder is no address that others can use.
    const known = root.protocol.startsWith("http");
    for (const place of known ? cite.querySelectorAll(".address") : []) {
      place.textContent = place.dataset.before + new URL(`chapters/declaration.html#${cite.dataset.anchor}`, root).href + place.dataset.after;
    }
    for (const citation of cite.querySelectorAll(".cited")) {
      const button = make("button", { type: "button", textContent: "Copy" });
      button.setAttribute("aria-label", `Copy: ${citation.dataset.format}`);
      const status = make("span", { className: "visually-hidden" });
      status.setAttribute("role", "status");
      button.addEventListener("click", () => copy(citation, button, status));
      citation.previousElementSibling.append(button, status);
    }
  }

  /** Copy a citation, or select it where the browser does not let a page copy. */
  async function copy(citation, button, status) {
    let said = "Copied";
    try { await navigator.clipboard.writeText(citation.textContent.trim()); } catch {
      getSelection().selectAllChildren(citation);
      said = "Selected: copy it with Ctrl+C or ⌘C";
    }
    button.textContent = status.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; status.textContent = ""; }, 3000);
  }

  const show = {
    notes: (on) => { for (const notes of article.querySelectorAll(".edition .notes")) notes.open = on; },
    /** Set each Spanish phrase, taken from its note, behind the words that it renders. */
    spanish: (on) => {
      for (const seen of article.querySelectorAll(".seen")) seen.remove();
      for (const spanish of on ? article.querySelectorAll(".edition .notes .spanish") : []) {
        const anchor = spanish.closest("li").querySelector("span[id]").id;
        const mark = article.querySelector(`sup:has(> a[href="#${anchor}"])`);
        const copy = make("span", { className: "seen", lang: "es" });
        copy.append(" [", make("i", { textContent: spanish.textContent }), "]");
        mark?.after(copy);
      }
    },
  };

  function kept() {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
  }

  /** @param {Element} tools */
  function addSwitches(tools) {
    const state = kept();
    for (const [name, words] of Object.entries(SWITCHES)) {
      const box = make("input", { type: "checkbox", name, checked: state[name] === true });
      const label = make("label", {});
      label.append(box, words);
      tools.append(label);
      if (box.checked) show[name](true);
      box.addEventListener("change", () => {
        show[name](box.checked);
        try { localStorage.setItem(KEY, JSON.stringify({ ...kept(), [name]: box.checked })); } catch { /* it works without being remembered */ }
      });
    }
  }

  document.addEventListener("toggle", ({ target }) => { if (target.matches?.(".cite[open]")) finish(target); }, true);
  document.querySelectorAll(".edition-tools").forEach(addSwitches);
})();
