// The concordance: finds a word or a phrase in the paragraphs that stand, hidden, in the form, and shows each in its line.

const AROUND = 48; // characters on each side

/** Bring a form to life. @param {HTMLFormElement} form */
function bring(form) {
  const [said, lines] = [form.querySelector("output"), form.querySelector(".lines")];
  const show = () => {
    const words = form.elements.words.value.trim();
    const found = words ? find(form, words, form.elements.whole.checked) : [];
    const places = new Set(found.map(({ number }) => number)).size;
    said.textContent = !words ? "" : found.length
      ? `${found.length} ${found.length === 1 ? "line" : "lines"} in ${places} ${places === 1 ? "paragraph" : "paragraphs"}`
      : `The 25 paragraphs do not have ‘${words}’.`;
    lines.replaceChildren(...found.map(line));
  };
  form.querySelector(".ask-for").hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show(); // what the browser kept in the field when the page was loaded again
}

/** Every place where the words stand; spaces are folded, case does not count.
 * @param {HTMLFormElement} form  @param {string} words  @param {boolean} whole */
function find(form, words, whole) {
  const literal = words.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const pattern = new RegExp(whole ? `(?<![\\p{L}])${literal}(?![\\p{L}])` : literal, "giu");
  return [...form.querySelectorAll("[data-paragraph]")].flatMap((item) =>
    [...item.textContent.matchAll(pattern)].map((match) => ({
      number: item.dataset.paragraph, href: item.dataset.href, match: match[0],
      before: item.textContent.slice(Math.max(0, match.index - AROUND), match.index),
      after: item.textContent.slice(match.index + match[0].length, match.index + match[0].length + AROUND),
    })));
}

/** One line of the answer. @param {{number: string, href: string, match: string, before: string, after: string}} found */
function line({ number, href, match, before, after }) {
  const item = document.createElement("li"), link = document.createElement("a"), mark = document.createElement("mark");
  link.href = href;
  link.className = "reference";
  link.textContent = `Paragraph ${number}`;
  mark.textContent = match;
  item.append(link, " … ", before, mark, after, " …");
  return item;
}

function render({ model, el }) {
  el.innerHTML = model.get("html");
  bring(el.querySelector("form"));
}

export default { render };
