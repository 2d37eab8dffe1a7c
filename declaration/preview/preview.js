// Shows what a link to a paragraph or a term leads to, where it stands: on hover, on keyboard focus and on tap. The words
// are in <template id="previews">. One popover serves all links; the browser closes it on a click elsewhere.
(() => {
  const WAIT = 200; // ms: long enough to cross a link on the way elsewhere, or the gap between link and preview
  const entries = document.getElementById("previews")?.content;
  if (!entries || !("popover" in HTMLElement.prototype)) return;
  const box = document.createElement("span");
  box.className = "preview";
  box.popover = "auto";
  box.tabIndex = -1;
  box.setAttribute("role", "note");
  let shown = null, timer = 0, touch = false;

  /** @param {EventTarget | null} target @returns {HTMLAnchorElement | null} */
  const linkAt = (target) => (target instanceof Element && !box.contains(target) ? target.closest("a[data-preview]") : null);

  /** @param {HTMLAnchorElement} link  @param {boolean} byFocus whether the keyboard led here, so that the link itself leads on */
  function show(link, byFocus = false) {
    clearTimeout(timer);
    if (shown === link) return;
    hide();
    const entry = entries.querySelector(`[data-for="${CSS.escape(link.dataset.preview)}"]`);
    if (!entry) return;
    box.replaceChildren(...entry.cloneNode(true).childNodes);
    const [title, words, go] = box.children;
    words.id = "preview-words";
    go.href = link.href;
    if (byFocus) go.tabIndex = -1;
    box.setAttribute("aria-label", title.textContent);
    link.after(box);
    link.setAttribute("aria-describedby", words.id);
    box.showPopover({ source: link });
    shown = link;
    if (!CSS.supports("position-area: bottom")) place(link);
    if (words.scrollHeight > words.clientHeight) words.tabIndex = 0;
  }

  function hide() {
    clearTimeout(timer);
    if (box.matches(":popover-open")) box.hidePopover();
  }

  /** Where the browser cannot anchor: on the side of the link that has more room. @param {Element} link */
  function place(link) {
    const { top, bottom, left } = link.getBoundingClientRect(), width = document.documentElement.clientWidth;
    const under = innerHeight - bottom > top;
    box.style.maxHeight = `${(under ? innerHeight - bottom : top) - 8}px`;
    box.style.top = `${under ? bottom : top - box.offsetHeight - 6}px`;
    box.style.left = `${Math.max(8, Math.min(left, width - box.offsetWidth - 8))}px`;
  }

  box.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "closed") return;
    shown?.removeAttribute("aria-describedby");
    shown = null;
  });
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const link = linkAt(target);
    if (!link && !box.contains(target)) return;
    clearTimeout(timer);
    if (link) timer = setTimeout(show, WAIT, link);
  });
  document.addEventListener("pointerout", ({ target, pointerType }) => {
    if (pointerType === "touch" || !(linkAt(target) || box.contains(target))) return;
    clearTimeout(timer);
    timer = setTimeout(hide, WAIT);
  });
  document.addEventListener("focusin", ({ target }) => {
    const link = linkAt(target);
    if (link?.matches(":focus-visible")) show(link, true);
    else if (!link && !box.contains(target)) hide();
  });
  document.addEventListener("pointerdown", ({ pointerType }) => { touch = pointerType === "touch"; }, true);
  document.addEventListener("keydown", ({ key }) => {
    touch = false;
    if (key === "Escape") hide(); // the browser would, but the theme's script takes this key for itself
  }, true);
  // A finger cannot hover: its first tap shows, and the link in the preview leads on.
  document.addEventListener("click", (event) => {
    const link = linkAt(event.target);
    if (!link || !touch) return;
    event.preventDefault();
    show(link);
    box.focus({ preventScroll: true });
  });
})();
