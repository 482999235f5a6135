// <file-drop> around a field of files: they can be dropped, added in several turns, looked at and left out before they are
// sent. Without it the browser's own field does.
customElements.define(
  "file-drop",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input[type=file]");
      this.list = this.querySelector("[data-list]");
      this.chosen = [];
      this.captions = new Map();
      this.input.addEventListener("change", () => this.add(this.input.files));
      for (const name of ["dragover", "dragleave", "drop"]) this.addEventListener(name, (event) => this[name](event));
    }

    dragover(event) {
      event.preventDefault();
      this.classList.toggle("is-over", true);
    }

    dragleave() {
      this.classList.toggle("is-over", false);
    }

    drop(event) {
      event.preventDefault();
      this.dragleave();
      this.add(event.dataTransfer.files);
    }

    add(files) {
      const known = new Set(this.chosen.map((file) => `${file.name} ${file.size}`));
      this.chosen.push(...[...files].filter((file) => !known.has(`${file.name} ${file.size}`)));
      this.show();
    }

    /** The field itself carries what is chosen, so the form sends it as any other. */
    show() {
      const carrier = new DataTransfer();
      for (const file of this.chosen) carrier.items.add(file);
      this.input.files = carrier.files;
      this.list.replaceChildren(...this.chosen.map((file) => this.row(file)));
    }

    row(file) {
      const row = document.createElement("li");
      row.className = "card p-3 flex flex-wrap items-center gap-3 min-w-0";
      if (/^image\/(jpeg|png|webp|gif)$/.test(file.type)) {
        const picture = document.createElement("img");
        picture.className = "rounded-md size-16 object-cover";
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
        picture.onload = () => URL.revokeObjectURL(picture.src);
        row.append(picture);
      }
      const name = document.createElement("span");
      name.className = "grow min-w-0 wrap-anywhere";
      name.textContent = file.name;
      const away = document.createElement("button");
      away.type = "button";
      away.className = "btn btn-sm";
      away.textContent = this.list.dataset.away;
      away.setAttribute("aria-label", `${this.list.dataset.away}: ${file.name}`);
      away.onclick = () => {
        this.chosen = this.chosen.filter((other) => other !== file);
        this.show();
        this.input.focus();
      };
      row.append(name, away);
      if (this.list.dataset.caption) row.append(this.caption(file));
      return row;
    }

    /** Words of one file; they are sent in the order of the files, and stay with theirs when another is left out. */
    caption(file) {
      const { caption, captionLabel, captionHint } = this.list.dataset;
      const words = document.createElement("input");
      words.className = "input basis-full";
      words.name = caption;
      words.maxLength = 1000;
      words.placeholder = captionHint;
      words.setAttribute("aria-label", captionLabel.replace("{name}", file.name));
      words.value = this.captions.get(file) ?? "";
      words.oninput = () => this.captions.set(file, words.value);
      return words;
    }
  },
);
