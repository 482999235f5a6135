// <show-if control="slot1-q1" wanted="true">: a question that counts only while another one is answered so, or, with
// `unless` in place of `wanted`, not so. The server
// decides which answers count (surveys.questions.shown); without scripts the condition stands above it in words.
customElements.define(
  "show-if",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.closest("form");
      if (!this.form) return; // a preview shows everything
      const words = this.querySelector("[data-words]");
      if (words) words.hidden = true;
      this.stop = new AbortController();
      const listen = (name) => this.form.addEventListener(name, () => this.look(), { signal: this.stop.signal });
      ["input", "change"].forEach(listen);
      this.look();
    }

    disconnectedCallback() {
      this.stop?.abort();
    }

    look() {
      this.hidden = !this.holds();
    }

    holds() {
      const control = this.getAttribute("control");
      const wanted = this.getAttribute("wanted");
      const rest = ({ name }) => (name.startsWith(control) ? name.slice(control.length) : null);
      const controls = [...this.form.elements].filter((one) => /^(_\d+)?$/.test(rest(one) ?? "other")); // or its parts
      if (controls.some((one) => one.closest("show-if")?.hidden)) return false;
      const chosen = (one) => !["radio", "checkbox"].includes(one.type) || one.checked;
      const values = controls.filter(chosen).map(({ value }) => value.trim()).filter(Boolean);
      if (wanted === null) return !values.includes(this.getAttribute("unless"));
      if (wanted === "answered") return values.length > 0;
      const [low, high] = wanted.split("-").map(Number);
      if (high >= low) return values.some((value) => low <= Number(value) && Number(value) <= high);
      return values.includes(wanted);
    }
  },
);
