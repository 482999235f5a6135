// <passkey-form kind="add | use" options="id-of-json"> around a form with a hidden field `credential`: its button
// asks the browser for a passkey and sends the form. Without options they are fetched from the form's action.
import { words } from "ui/page";

customElements.define(
  "passkey-form",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      const button = document.getElementById(this.getAttribute("button")) ?? this.querySelector("[type=submit]");
      button.hidden = !("credentials" in navigator && "PublicKeyCredential" in window);
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.ask().catch((error) => this.say(error));
      });
    }

    async ask() {
      const given = document.getElementById(this.getAttribute("options"));
      const data = given ? JSON.parse(given.textContent) : await (await this.fetchOptions()).json();
      const credential = await (this.getAttribute("kind") === "add" ? this.create(data) : this.get(data));
      this.form.elements.credential.value = JSON.stringify(credential.toJSON());
      this.form.submit();
    }

    fetchOptions() {
      return fetch(this.form.action, { headers: { Accept: "application/json" } });
    }

    create({ creation_options: { publicKey } }) {
      const passwordless = this.form.elements.passwordless?.checked;
      if (passwordless !== undefined) {
        const verification = passwordless ? { userVerification: "required" } : {};
        publicKey.authenticatorSelection = {
          ...publicKey.authenticatorSelection,
          ...verification,
          residentKey: passwordless ? "required" : "discouraged",
          requireResidentKey: passwordless,
        };
      }
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
    }

    get({ request_options: { publicKey } }) {
      return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    }

    say(error) {
      console.warn(error);
      const place = this.querySelector("[data-passkey-error]") ?? document.querySelector("[data-passkey-error]");
      if (!place) return;
      place.hidden = false;
      place.querySelector("p").textContent = words(error.name === "NotAllowedError" ? "passkey_cancelled" : "passkey_failed");
    }
  },
);
