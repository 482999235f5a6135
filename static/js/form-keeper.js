// Nothing typed is ever lost: forms marked data-keep="name" are remembered in this tab until they were taken.
// A session that expires in the middle ends at the sign-in page; back at the form, the text is there again.
import { words } from "ui/page";

const PREFIX = "kept:";

const key = (form) => PREFIX + form.dataset.keep;
const formOf = (name) => document.querySelector(`form[data-keep="${CSS.escape(name)}"]`);

/** The typed values of a form: no files, no passwords, no tokens. */
export function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || ["password", "file", "hidden", "submit", "button"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) (values[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
    else (values[field.name] ??= []).push(field.value);
  }
  return values;
}

// Text that is no longer what the page came with: somebody typed before this script arrived, and typed last.
const isTyped = (field) => field.defaultValue !== undefined && field.value !== field.defaultValue;

/** Put values back, but not over what was typed meanwhile; returns whether anything changed. */
export function restore(form, values) {
  const before = JSON.stringify(valuesOf(form));
  const turns = {};
  for (const field of form.elements) {
    const list = values[field.name];
    if (!list || ["password", "file", "hidden"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = list.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = list.includes(option.value);
    else {
      const turn = (turns[field.name] = (turns[field.name] ?? -1) + 1);
      if (!isTyped(field)) field.value = list[turn] ?? field.value;
    }
  }
  return before !== JSON.stringify(valuesOf(form));
}

function remember(form, sent = false) {
  try {
    sessionStorage.setItem(key(form), JSON.stringify({ sent, values: valuesOf(form) }));
  } catch {
    // The tab's storage is full or forbidden: the page works as without this file.
  }
}

function offer(form) {
  const note = document.createElement("div");
  note.className = "notice notice-info";
  note.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = words("kept");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "link ms-auto";
  discard.textContent = words("discard");
  discard.addEventListener("click", () => {
    sessionStorage.removeItem(key(form));
    form.reset();
    note.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  note.append(text, discard);
  form.prepend(note);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (form) remember(form);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-keep]")) remember(event.target, true);
});

// Whoever signs out takes the kept text along: the next person at this screen must not find it.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-forget]")) sessionStorage.clear();
});

// On arrival at a form: what was sent was taken, unless the way led over the sign-in page (or a refusal that says
// "send that once more"). What was typed and not sent is put back.
const WAY = "kept-on-the-way";
if (document.body.hasAttribute("data-entrance")) {
  sessionStorage.setItem(WAY, "yes");
} else {
  const lost = sessionStorage.getItem(WAY) !== null;
  for (const name of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) {
    const form = formOf(name.slice(PREFIX.length));
    const { sent, values } = JSON.parse(sessionStorage.getItem(name));
    if (sent && !lost) sessionStorage.removeItem(name);
    else if (form && !form.querySelector(".error-summary") && restore(form, values)) {
      offer(form);
      remember(form);
    }
    if (form) sessionStorage.removeItem(WAY);
  }
}
