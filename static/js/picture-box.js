// <picture-box> around links to pictures (data-picture): they open over the page, one after the other by arrow keys.
// Without it, or with a key held, the link leads to the picture.
customElements.define(
  "picture-box",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", (event) => {
        const link = event.target.closest("a[data-picture]");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.open(link);
      });
    }

    get links() {
      return [...this.querySelectorAll("a[data-picture]")];
    }

    open(link) {
      this.at = this.links.indexOf(link);
      this.dialog = this.querySelector("dialog[data-box]");
      this.dialog.onkeydown = (event) => {
        // The arrows are ours while it is open; the page behind has keys of its own.
        event.stopPropagation();
        if (event.key === "ArrowRight") this.go(1);
        if (event.key === "ArrowLeft") this.go(-1);
      };
      for (const button of this.dialog.querySelectorAll("[data-go]")) {
        button.onclick = () => this.go(Number(button.dataset.go));
        button.hidden = this.links.length < 2;
      }
      this.dialog.onclose = () => this.links[this.at].focus();
      this.go(0);
      this.dialog.showModal();
    }

    go(by) {
      this.at = (this.at + by + this.links.length) % this.links.length;
      const shown = this.links[this.at].querySelector("img");
      const picture = this.dialog.querySelector("img");
      picture.src = shown.src;
      picture.alt = shown.alt;
    }
  },
);
