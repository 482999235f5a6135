// What scripts need to know about the page: its words, its token, its language, whether keys may act.
const known = JSON.parse(document.getElementById("ui-words")?.textContent ?? "{}");

/** The words under this name, with {placeholders} filled in. */
export function words(name, values = {}) {
  return (known[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** The token that Django wants with each change; htmx sends it by itself. */
export function csrfToken() {
  return JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"] ?? "";
}

/** The reader's language, for dates and numbers. */
export const language = document.documentElement.lang || "en";

/** Whether a single key may act: switched on (WCAG 2.1.4), and nobody is typing. */
export function keysAreOn(event) {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const off = document.body.dataset.shortcuts === "off" || localStorage.getItem("shortcuts") === "off";
  return !(typing || off || event.ctrlKey || event.metaKey || event.altKey);
}
