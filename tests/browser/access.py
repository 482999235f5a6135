"""What a machine can say about access: axe, and a few measures axe does not take. Use `findings(page)` on any page."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL = """(least) => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const seen = box.width && box.height && style.visibility !== "hidden" && !element.closest(".sr-only, .skip");
    const grows = element.closest("label.choice") || getComputedStyle(element, "::after").position === "absolute";
    return seen && !grows && style.display !== "inline" && (box.width < least || box.height < least);
  }).map((element) => element.outerHTML.slice(0, 120))"""

UNSTICK = """() => document.querySelectorAll(".tabbar, .topbar, .bulk-bar")
  .forEach((bar) => { bar.style.position = "static"; })"""

TWICE = """() => Object.entries(Object.groupBy(document.querySelectorAll("[id]"), (element) => element.id))
  .filter(([, elements]) => elements.length > 1).map(([id]) => id)"""
# Colours are transitions of inherited values, some frames long even where motion is reduced.
SETTLED = """async () => {
  const ends = (animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
  const frame = () => new Promise(requestAnimationFrame);
  for (let still = 0, frames = 0; still < 2 && frames < 60; frames++) {
    await frame();
    still = document.getAnimations().some(ends) ? 0 : still + 1;
  }
}"""


# Colours that change at once: nothing has to be waited for before it is looked at. No policy minds such a sheet.
STILL = """const still = new CSSStyleSheet();
still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];"""
# Of all elements shown, those whose like was not seen yet in this scheme get the mark that axe is told to look for: the
# same tags, attributes and states in the same order down from the body have the same colours, whatever is written
# there. Comparing colours is half of axe's time, and most of a page stands on other pages as well.
MARK = """(known) => {
  const seen = new Set(known.split(" ")), fresh = [];
  const told = /^(class|style|type|hidden|open|disabled|readonly|popover|data-(?!fresh).*|fill|stroke)$|^aria-/;
  const words = /^aria-(label|labelledby|describedby|controls|owns|errormessage|value.*)$/;
  const own = (e) => e.localName + (e.checked ? "!" : "") + [...e.attributes]
    .filter(({name}) => told.test(name) && !words.test(name))
    .map(({name, value}) => `[${name}=${value}]`).sort().join("");
  const hash = (text, seed) => {  // cyrb53, public domain
    let a = 0xdeadbeef ^ seed, b = 0x41c6ce57 ^ seed;
    for (let i = 0; i < text.length; i++) {
      a = Math.imul(a ^ text.charCodeAt(i), 2654435761); b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return 4294967296 * (2097151 & b) + (a >>> 0);
  };
  const all = {opacityProperty: true, visibilityProperty: true};
  const shows = (e) => e.checkVisibility(all) && e.getClientRects().length > 0;
  const walk = (e, above) => {
    const chain = hash(own(e), above % 4294967296), isFresh = !seen.has(String(chain)) && shows(e);
    if (isFresh) fresh.push(chain);
    e.toggleAttribute("data-fresh", isFresh);
    for (const child of e.children) walk(child, chain);
  };
  walk(document.body, 0);
  axe.configure({rules: [{id: "color-contrast", selector: "[data-fresh]"}]});
  return fresh.join(" ");
}"""
# What axe finds; what the measures find as well, unless axe is asked for single rules only.
LOOK = f"""async ([kind, values, without, least]) => {{
  ({UNSTICK})();  // what lies half under a sticky bar just now would count as too small
  const result = await axe.run(document, {{
    runOnly: {{type: kind, values}}, rules: Object.fromEntries(without.map((rule) => [rule, {{enabled: false}}])),
    elementRef: false, resultTypes: ["violations"],
  }});
  const line = (rule) => (node) => `${{rule.id}}: ${{node.html.slice(0, 160)}}`;
  const found = result.violations.flatMap((rule) => rule.nodes.map(line(rule)));
  if (kind === "rule") return found;
  const number = (tag) => document.querySelectorAll(tag).length;
  return [
    ...found,
    ...({SMALL})(least).map((element) => `target below ${{least}} px: ${{element}}`),
    ...({TWICE})().map((id) => `id used twice: ${{id}}`),
    ...["h1", "main"].filter((tag) => number(tag) !== 1).map((tag) => `${{number(tag)}} <${{tag}}>`),
  ];
}}"""


def findings(page: "Page", *, least: float = 23.9) -> list[str]:
    """One line for each thing that is wrong: axe's rules, targets below 24 px, a page that scrolls sideways,
    an id used twice, another number of <h1> or <main> than one."""
    page.evaluate(AXE + ";0")
    found: list[str] = page.evaluate(LOOK, ["tag", TAGS, [], least])
    return [*found, f"scrolls sideways by {wide} px"] if (wide := overflow(page)) > 0 else found


def overflow(page: "Page") -> int:
    """By how many pixels the page is wider than the window; looked at again when it is, since a window that was just
    made narrower may still be laid out by the rules of the wider one."""
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    found = int(page.evaluate(wide))
    if found > 0:
        page.evaluate(SETTLED)
        found = int(page.evaluate(wide))
    return found
