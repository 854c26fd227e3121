/* Small parts of what is told after an edit. */
import { icon } from "./pictures.js";

/* A word, or with `click` a button; without text a die. */
export function fact(tag, text, title = "", click = null) {
  const made = Object.assign(document.createElement(tag), { textContent: text, title });
  if (!click) return made;
  Object.assign(made, { type: "button", className: "quiet" });
  if (!text) Object.assign(made, { innerHTML: icon("dice"), ariaLabel: title });
  made.addEventListener("click", click);
  return made;
}

/* A picture to be chosen. */
export function thumbnail(picture, label, pressed, click) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", title: label });
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", String(pressed));
  button.append(Object.assign(document.createElement("img"), { src: picture.url, alt: "" }));
  button.addEventListener("click", click);
  item.append(button);
  return item;
}
