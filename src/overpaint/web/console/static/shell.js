/* What every page has: look and language are kept in cookies, so that the server draws the page right from its first byte. */
const remember = (name, value) => {
  document.cookie = `${name}=${value}; path=/console; max-age=31536000; samesite=strict`;
};

document.addEventListener("click", (event) => {
  const look = event.target.closest("[data-look-choice]");
  if (look) {
    const chosen = look.dataset.lookChoice;
    remember("overpaint_look", chosen);
    document.documentElement.dataset.look = chosen;
    for (const other of document.querySelectorAll("[data-look-choice]")) {
      other.setAttribute("aria-pressed", String(other === look));
    }
  }
  const language = event.target.closest("[data-language-choice]");
  if (language) {
    remember("overpaint_language", language.dataset.languageChoice);
    location.reload();
  }
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* The text of an element to the clipboard, which browsers open on a secure page only. */
export async function copyText(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
  getSelection().selectAllChildren(element);
  return document.execCommand("copy");
}
