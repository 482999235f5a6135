// The preview follows what is typed: the form is sent into the frame beside it, as the button does without scripts.
const PAUSE = 500;

const form = document.getElementById("words");
const button = form?.querySelector("[data-mail-preview]");
let timer;

function show() {
  // Only the preview is asked for: requestSubmit would tell the form-keeper that the text was taken.
  const copy = document.createElement("form");
  copy.method = "post";
  copy.action = button.formAction;
  copy.target = button.formTarget;
  copy.hidden = true;
  for (const [name, value] of new FormData(form)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    copy.append(field);
  }
  document.body.append(copy);
  copy.submit();
  copy.remove();
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});
