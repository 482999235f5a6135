// <auto-save url="…"> around a form: posts it 500 ms after the last key, on leaving a field and on leaving the page.
// The answer: 2xx saved (a text/plain body is shown as the status), 409 and 422 not saved (their text is shown).
// Emits "draft:saved", so that a preview can follow: hx-trigger="draft:saved from:auto-save".
import { toast } from "ui/toasts";
import { csrfToken, language, words } from "ui/page";

const PAUSE = 500;
const RETRY = 5000;

customElements.define(
  "auto-save",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.stop = new AbortController();
      const listen = (target, name, run) => target.addEventListener(name, run, { signal: this.stop.signal });
      listen(this.form, "input", () => this.later(PAUSE));
      listen(this.form, "change", () => this.later(0));
      listen(this.form, "focusout", () => this.dirty && this.later(0));
      listen(this.form, "submit", () => this.settle());
      listen(window, "pagehide", () => this.leave());
    }

    disconnectedCallback() {
      this.leave();
      this.stop.abort();
    }

    get url() {
      return this.getAttribute("url") || this.form.action;
    }

    /** The form without files: they are sent by the form itself. */
    get body() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    }

    later(pause) {
      this.dirty = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), pause);
    }

    settle() {
      this.dirty = false;
      clearTimeout(this.timer);
    }

    async save() {
      if (this.saving) return this.later(PAUSE);
      this.settle();
      this.saving = true;
      try {
        const headers = { "X-CSRFToken": csrfToken(), "X-Autosave": "1" };
        await this.tell(await fetch(this.url, { method: "POST", body: this.body, headers }));
      } catch {
        this.say(words("not_saved"));
        this.later(RETRY);
      } finally {
        this.saving = false;
      }
    }

    async tell(response) {
      const plain = (response.headers.get("Content-Type") ?? "").startsWith("text/plain");
      const text = plain ? await response.text() : "";
      if (response.redirected || response.status === 401 || response.status === 403) {
        // form-keeper holds the text; signing in leads back here.
        this.say(words("signed_out"));
        toast(words("signed_out"), { label: words("sign_in"), href: location.href });
      } else if (response.ok) {
        this.say(text || words("saved", { time: new Date().toLocaleTimeString(language) }));
        this.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
      } else if (response.status < 500) {
        this.say(text || words("not_saved"));
      } else {
        throw new Error(String(response.status));
      }
    }

    /** Closing the tab or following a link: the browser delivers this after the page is gone. */
    leave() {
      if (!this.dirty) return;
      this.settle();
      navigator.sendBeacon(this.url, this.body);
    }

    say(text) {
      const status = this.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
      if (status) status.textContent = text;
    }
  },
);
