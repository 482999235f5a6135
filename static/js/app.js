// On every page. Everything here adds to pages that already work without it.
import "ui/form-keeper";
import { adopt, toast } from "ui/toasts";
import { keysAreOn, language, words } from "ui/page";

// Elements that bring behaviour of their own, loaded only where they occur, also when a swap brings them.
const ELEMENTS = { "auto-save": "ui/auto-save", "show-if": "ui/show-if", "review-queue": "ui/review-queue", "passkey-form": "ui/passkey-form", "file-drop": "ui/file-drop", "picture-box": "ui/picture-box", "video-recorder": "ui/video-recorder", "share-kit": "ui/share-kit" };

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Bring a page, or a part that was swapped in, to life. Runs more than once on the same nodes. */
function enliven(root) {
  for (const [name, module] of Object.entries(ELEMENTS)) {
    if (find(name, root) && !customElements.get(name)) import(module);
  }
  findAll("[data-needs-js][hidden]", root).forEach((element) => (element.hidden = false));
  findAll("[data-counter]", root).forEach(count);
  findAll("time[data-relative]", root).forEach(sayAgo);
  adopt(root);
}

/** Focus the summary of what is wrong, and say so in the title. */
function showErrors() {
  const summary = document.getElementById("error-summary");
  const prefix = words("error_prefix");
  const plain = document.title.startsWith(prefix) ? document.title.slice(prefix.length).trim() : document.title;
  document.title = summary ? `${prefix} ${plain}` : plain;
  if (summary && summary !== find("[data-errors-seen]")) {
    summary.dataset.errorsSeen = "";
    summary.focus();
  }
}

// ---- htmx

document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value));

document.addEventListener("htmx:after:request", (event) => {
  const { response, request, text } = event.detail.ctx;
  const isPage = /^\s*<!doctype/i.test(text);
  if (isPage && response.raw.redirected && text.includes("data-entrance")) {
    // Signed out meanwhile: the whole page goes to sign in, and form-keeper has what was typed.
    event.preventDefault();
    sessionStorage.setItem("kept-on-the-way", "yes");
    toast(words("signed_out"), { label: words("sign_in"), href: signInFor(response.raw.url) });
  } else if (isPage && response.status >= 400 && response.status !== 422) {
    // An error page has no place inside a part of another page.
    event.preventDefault();
    const title = /<title>([^<·]*)/i.exec(text)?.[1].replace(/\s+/g, " ").trim() ?? response.status;
    if (request.method === "GET" && response.status < 500) location.assign(response.raw.url);
    else toast(words("failed", { title }));
  }
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error?.name !== "AbortError") toast(words("offline"));
});

document.addEventListener("htmx:after:settle", (event) => {
  const swapped = event.target.isConnected ? event.target : document;
  enliven(swapped);
  showErrors();
  // What had the focus may be gone; a keyboard must not be thrown back to the top of the page.
  if (document.activeElement === document.body) {
    (find("[data-focus]", swapped) ?? find("#main"))?.focus({ preventScroll: true });
  }
});

function signInFor(url) {
  const there = new URL(url);
  there.searchParams.set("next", location.pathname + location.search);
  return there.pathname + there.search;
}

// ---- pressing things

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open], [commandfor]");
  if (opener) open(opener);
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
  if (event.target.closest("[data-theme-toggle]")) switchTheme();
});

function open(opener) {
  const dialog = opener.dataset.open ? find(opener.dataset.open) : document.getElementById(opener.getAttribute("commandfor"));
  // Browsers that know commandfor have opened it already.
  if (opener.dataset.open || !("commandForElement" in HTMLButtonElement.prototype)) {
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }
}

async function copy(button) {
  const source = button.dataset.copy.startsWith("#") ? find(button.dataset.copy) : null;
  try {
    await navigator.clipboard.writeText(source ? (source.value ?? source.textContent.trim()) : button.dataset.copy);
    toast(words("copied"));
  } catch {
    source?.select?.();
    toast(words("copy_failed"));
  }
}

function switchTheme() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
}

// ---- ticking many rows

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-select-all]");
  const scope = event.target.closest("form, .table-box, review-queue") ?? document;
  if (all) findAll('[name="selected"]', scope).forEach((box) => (box.checked = all.checked));
  if (all || event.target.name === "selected") {
    const n = findAll('[name="selected"]:checked', scope).length;
    findAll("[data-selected-count]").forEach((element) => (element.textContent = words("selected", { n })));
  }
  if (event.target.matches("[data-shortcuts-switch]")) {
    localStorage.setItem("shortcuts", event.target.checked ? "on" : "off");
    toast(words(event.target.checked ? "shortcuts_on" : "shortcuts_off"));
  }
});

document.addEventListener("keydown", (event) => {
  const dialog = document.getElementById("shortcuts");
  if (event.key === "?" && dialog && !dialog.open && keysAreOn(event)) dialog.showModal();
});

// ---- small helps in forms and times

/** A live count under a field that has a limit: data-counter, with maxlength or data-limit. */
function count(field) {
  if (field.dataset.counting) return;
  field.dataset.counting = "yes";
  const limit = Number(field.dataset.limit || field.getAttribute("maxlength"));
  const note = document.createElement("p");
  note.className = "hint";
  // Browsers that stop typing at the limit hide the mistake; we let people overshoot and say by how much.
  field.removeAttribute("maxlength");
  field.after(note);
  const show = () => {
    const left = limit - field.value.length;
    note.textContent = left >= 0 ? words("left", { n: left }) : words("over", { n: -left });
  };
  field.addEventListener("input", show);
  show();
}

const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** Add "3 hours ago" behind a time; the absolute time stays. */
function sayAgo(element) {
  delete element.dataset.relative;
  const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? STEPS.at(-1);
  const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / size), unit);
  element.append(` · ${ago}`);
}

// A time's tooltip says UTC; the reader's own clock is known only here.
document.addEventListener("pointerover", (event) => {
  const element = event.target.closest?.("time[title]:not([data-own])");
  if (!element) return;
  element.dataset.own = "";
  const own = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(element.dateTime));
  element.title += ` · ${own} (${words("your_time")})`;
});

const shortcuts = find("[data-shortcuts-switch]");
if (shortcuts) shortcuts.checked = localStorage.getItem("shortcuts") !== "off";
enliven(document);
showErrors();
