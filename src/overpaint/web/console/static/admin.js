/* The admin's pages work without this; with it they filter while one types, open rows without a new page, and stay live. */
import { copyText } from "./shell.js";

const main = document.getElementById("main");
main.classList.add("ready");
let asked = null;

async function swap(url, { push = true, keep = false } = {}) {
  asked?.abort();
  asked = new AbortController();
  let page;
  try {
    const answer = await fetch(url, { signal: asked.signal, credentials: "same-origin" });
    if (answer.redirected && !new URL(answer.url).pathname.startsWith(location.pathname)) return location.assign(answer.url);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return undefined;
  }
  const fresh = page.getElementById("main");
  if (!fresh) return location.assign(url);
  const focused = document.activeElement;
  const place = focused && main.contains(focused) ? { id: focused.id, href: focused.getAttribute("href"), at: focused.selectionStart } : null;
  const live = main.querySelector("[data-live]")?.checked;
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  if (push) history.pushState(null, "", url);
  const box = main.querySelector("[data-live]");
  if (box && keep) box.checked = live;
  refocus(place, push);
  return undefined;
}

function refocus(place, moved) {
  const field = main.querySelector("[autofocus]");
  const same = place?.id ? document.getElementById(place.id) : place?.href && main.querySelector(`a[href="${CSS.escape(place.href)}"]`);
  if (moved && field && !place?.id) field.focus();
  else if (same) {
    same.focus({ preventScroll: true });
    if (place.at !== undefined && same.setSelectionRange) same.setSelectionRange(place.at, place.at);
  }
}

const queryOf = (form) => {
  const query = new URLSearchParams(new FormData(form));
  for (const name of ["sort", "order"]) {
    const kept = new URLSearchParams(location.search).get(name);
    if (kept) query.set(name, kept);
  }
  return `${form.getAttribute("action")}?${query}`;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    swap(link.href);
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) copied(copy);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-swap]")) return;
  event.preventDefault();
  swap(queryOf(event.target));
});

let pause;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form) return;
  clearTimeout(pause);
  pause = setTimeout(() => swap(queryOf(form), { push: false }), event.target.type === "search" ? 200 : 0);
});

document.addEventListener("change", (event) => {
  event.target.closest("form[data-autosubmit]")?.requestSubmit();
});

async function copied(button) {
  await copyText(document.getElementById(button.dataset.copy));
  button.querySelector("span").textContent = button.dataset.copied;
}

addEventListener("popstate", () => swap(location.href, { push: false }));

let ticks = 0;
setInterval(() => {
  const live = main.querySelector("[data-live]");
  ticks += 1;
  if (!live?.checked || document.hidden || ticks % Number(live.dataset.live)) return;
  if (main.querySelector("details[open]") || main.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
  swap(location.href, { push: false, keep: true });
}, 1000);
