// <review-queue>: J and K walk the list and the submission beside it follows; A, R, D decide, X selects, U undoes.
// Control or Command with Enter sends the note that is being typed.
// Keys press what is on the page: the row's link, the buttons marked data-key. Without this file all of it still works.
import { keysAreOn } from "ui/page";

customElements.define(
  "review-queue",
  class extends HTMLElement {
    connectedCallback() {
      this.stop = new AbortController();
      document.addEventListener("keydown", (event) => this.key(event), { signal: this.stop.signal });
      this.addEventListener("click", (event) => {
        const row = event.target.closest("[data-item]");
        if (row && event.target.closest("a")) this.mark(row);
      });
    }

    disconnectedCallback() {
      this.stop.abort();
    }

    get rows() {
      return [...this.querySelectorAll("[data-item]")];
    }

    get current() {
      return this.querySelector('[data-item][aria-current="true"]');
    }

    key(event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.contains(event.target)) {
        event.target.closest("textarea")?.form?.requestSubmit();
        return;
      }
      if (!keysAreOn(event) || event.target.closest("dialog[open]")) return;
      const key = event.key.toLowerCase();
      if (key === "j" || key === "arrowdown") this.step(1, event);
      else if (key === "k" || key === "arrowup") this.step(-1, event);
      else if (key === "x") this.tick();
      else if (/^[a-z]$/.test(key)) this.press(key, event);
    }

    step(by, event) {
      // Arrows belong to the page unless the focus is in the list.
      if (event.key.startsWith("Arrow") && !event.target.closest("[data-item]")) return;
      const rows = this.rows;
      const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(this.current) + by))];
      if (!next || next === this.current) return;
      event.preventDefault();
      const link = next.querySelector("a");
      link.focus();
      link.click();
    }

    mark(row) {
      this.current?.removeAttribute("aria-current");
      row.setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
    }

    tick() {
      const box = this.current?.querySelector('[name="selected"]');
      if (!box) return;
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /** Press the button of this key; one that opens a form leads on to its first field. */
    press(key, event) {
      const button = this.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`#toasts [data-key="${key}"]`);
      if (!button || button.closest("[hidden]")) return;
      event.preventDefault();
      button.click();
      if (button.matches("[open] > summary")) button.parentElement.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    }
  },
);
