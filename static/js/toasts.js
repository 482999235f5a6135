// Short messages at the foot of the page, in the one live region. They stay while they are read or focused.
import { words } from "ui/page";

const SECONDS = 8;

/** Show a text; `action` is {label, run} or {label, href}. */
export function toast(text, action) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(span(text));
  if (action) box.append(action.href ? link(action) : button(action, box));
  document.getElementById("toasts").append(box);
  leaveLater(box, SECONDS);
  return box;
}

/** Remove a toast after so many seconds, but never under the pointer or the keyboard's focus. */
export function leaveLater(box, seconds) {
  setTimeout(() => {
    if (box.matches(":hover, :focus-within")) leaveLater(box, 2);
    else box.remove();
  }, seconds * 1000);
}

/** Toasts that came with the page, such as the offer to undo: each says until when it holds. */
export function adopt(root) {
  for (const box of root.querySelectorAll(".toast[data-until]")) {
    const left = (Date.parse(box.dataset.until) - Date.now()) / 1000;
    if (left > 0) setTimeout(() => box.remove(), left * 1000);
    else box.remove();
    delete box.dataset.until;
  }
}

function span(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

function link({ label, href }) {
  const element = document.createElement("a");
  element.href = href;
  element.textContent = label;
  return element;
}

function button({ label, run }, box) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label ?? words("close");
  element.addEventListener("click", () => {
    run?.();
    box.remove();
  });
  return element;
}
