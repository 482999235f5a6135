// <share-kit> around forms that lead to a network or a page in a new tab: counts characters as the network does, copies
// the text on the way to networks that take none, offers the phone's own sharing, and puts another text in place.
// With data-reload the page is loaded anew when its reader comes back from the tab that a form opened.
import { toast } from "ui/toasts";
import { words } from "ui/page";

const LINK_ON_X = 23;
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const LINKS = /https?:\/\/\S+/gi;

/** As the server counts: a link on X is 23 long, and what is not light counts twice there. */
function lengthOf(network, text) {
  if (network !== "x") return [...text].length;
  const weight = (char) => (LIGHT.some(([first, last]) => char.codePointAt(0) >= first && char.codePointAt(0) <= last) ? 1 : 2);
  const bare = [...text.replace(LINKS, "")].reduce((sum, char) => sum + weight(char), 0);
  return bare + LINK_ON_X * (text.match(LINKS) ?? []).length;
}

function wholeText(form) {
  const { link, addsLink } = form.dataset;
  const text = form.querySelector("textarea").value;
  return addsLink === undefined || !link || text.includes(link) ? text : `${text}\n${link}`;
}

customElements.define(
  "share-kit",
  class extends HTMLElement {
    connectedCallback() {
      this.stop = new AbortController();
      const listen = (target, name, run) => target.addEventListener(name, run, { signal: this.stop.signal });
      this.querySelectorAll("form[data-network]").forEach((form) => this.ready(form));
      listen(this, "click", (event) => this.press(event));
      listen(this, "input", (event) => this.count(event.target.form));
      listen(this, "submit", (event) => this.send(event));
      listen(document, "visibilitychange", () => this.back());
    }

    disconnectedCallback() {
      this.stop.abort();
    }

    ready(form) {
      if (navigator.share) form.querySelector("[data-share]").hidden = false;
      if (form.dataset.limit && !form.querySelector("[data-left]")) {
        const note = document.createElement("p");
        note.className = "hint";
        note.dataset.left = "";
        form.querySelector("textarea").after(note);
      }
      this.count(form);
    }

    /** How many characters are left; negative when there are too many. */
    left(form) {
      return form.dataset.limit ? Number(form.dataset.limit) - lengthOf(form.dataset.network, wholeText(form)) : 0;
    }

    count(form) {
      const note = form?.querySelector("[data-left]");
      const left = note && this.left(form);
      if (note) note.textContent = left >= 0 ? words("left", { n: left }) : words("over", { n: -left });
    }

    press(event) {
      const { form } = event.target.closest("button") ?? {};
      if (event.target.closest("[data-copy-text]")) this.copy(form);
      else if (event.target.closest("[data-share]")) this.shareByPhone(form);
      else if (event.target.closest("[data-text]")) {
        event.preventDefault();
        const field = form.querySelector("textarea");
        field.value = event.target.closest("[data-text]").dataset.text;
        this.count(form);
        field.focus();
      }
    }

    /** Whether the server will take the text: otherwise its answer belongs into this tab. */
    isReady(form) {
      const text = form.querySelector("textarea").value.toLowerCase();
      const required = form.dataset.words.toLowerCase().split(" ").filter(Boolean);
      return text.trim() && this.left(form) >= 0 && required.every((word) => text.includes(word));
    }

    send(event) {
      this.gone = true;
      const form = event.target;
      if (!form.dataset.network) return;
      form.target = this.isReady(form) ? "_blank" : "_self";
      if (form.target === "_self") return;
      if (form.dataset.paste !== undefined) this.copy(form);
      this.prepare(form);
    }

    /** The proof below begins with what was shared, as it does on the server. */
    prepare(form) {
      const field = document.getElementById("id_slot1-text");
      if (field && !field.value) field.value = form.querySelector("textarea").value;
      const choice = document.querySelector(`[name="slot1-network"][value="${form.dataset.place}"]`);
      if (choice && !document.querySelector('[name="slot1-network"]:checked')) choice.checked = true;
    }

    async copy(form) {
      try {
        await navigator.clipboard.writeText(wholeText(form));
        toast(words("copied"));
      } catch {
        toast(words("copy_failed"));
      }
    }

    async shareByPhone(form) {
      if (!this.isReady(form)) {
        form.target = "_self";
        return form.requestSubmit();
      }
      try {
        await navigator.share({ text: wholeText(form) });
      } catch {
        return; // Called off: nothing was shared.
      }
      this.prepare(form);
      await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
    }

    back() {
      if (document.visibilityState === "visible" && this.gone && this.hasAttribute("data-reload")) location.reload();
    }
  },
);
