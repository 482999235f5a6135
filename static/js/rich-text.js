// Formatted text: an editor over each <textarea data-rich>, which stays the field that is sent. Loaded on its pages only.
// Without this file the textarea takes HTML; the server cleans both alike.
import * as prose from "django-prose-editor/editor";

const EXTENSIONS = [
  prose.Document,
  prose.Paragraph,
  prose.Text,
  prose.HardBreak,
  prose.Bold,
  prose.Italic,
  prose.Underline,
  prose.Strike,
  prose.Heading.configure({ levels: [2, 3] }),
  prose.BulletList,
  prose.OrderedList,
  prose.ListItem,
  prose.Blockquote,
  prose.Link.configure({ openOnClick: false, enableTarget: false }),
  prose.History,
  prose.Menu,
];

function edit(textarea) {
  const frame = document.createElement("div");
  frame.className = "prose-editor";
  textarea.before(frame);
  frame.append(textarea);
  textarea.hidden = true;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  new MutationObserver(() => explain(frame)).observe(frame, { subtree: true, childList: true, attributeFilter: ["class"] });
  const editor = new prose.Editor({
    element: frame,
    injectCSS: false, // its style element would carry no nonce; editor.css has the rules
    extensions: EXTENSIONS,
    content: textarea.value,
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.firstChild?.textContent.trim() ?? "",
        "aria-describedby": textarea.getAttribute("aria-describedby") ?? "",
        class: "prose input",
      },
    },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
}

// The menu writes the names of its pictures as text and greys a button out by a class only: the
// first is drawn by the style sheet, the second said by an attribute.
function explain(frame) {
  for (const button of frame.querySelectorAll(".prose-menubar button.material-icons")) {
    const picture = button.textContent;
    if (picture) {
      button.dataset.picture = picture;
      button.textContent = "";
    }
    const state = String(button.classList.contains("disabled"));
    if (button.ariaDisabled !== state) button.ariaDisabled = state;
  }
}

for (const textarea of document.querySelectorAll("textarea[data-rich]")) edit(textarea);
