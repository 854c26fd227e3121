/* Pictures come in by hand, by paste, by drop. */
import { opened } from "./pictures.js";

const $ = (id) => document.getElementById(id);

/* Returns what takes files. `limits`: {images, bytes}; `there()`: how many there are; `add(pictures)`, `trouble(text)`. */
export function arrivals({ limits, t, there, add, trouble }) {
  async function take(files, name = "") {
    const chosen = [...files].filter((file) => file.type.startsWith("image/"));
    const room = limits.images - there();
    if (!chosen.length) return trouble(t.no_picture);
    if (chosen.length > room) trouble(t.too_many.replace("{n}", limits.images));
    const good = [];
    for (const file of chosen.slice(0, room)) {
      const called = file.name || name;
      if (file.size >= limits.bytes) trouble(t.too_large.replace("{name}", called));
      else await opened(file, called).then((one) => good.push(one), () => trouble(t.unreadable.replace("{name}", called)));
    }
    if (good.length) add(good);
    return undefined;
  }

  const file = $("file");
  for (const button of [$("choose"), $("add")]) button.addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    await take(file.files);
    file.value = "";
    $("prompt").focus();
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    take(event.clipboardData.files, t.pasted);
  });
  const table = document.querySelector(".table");
  for (const name of ["dragenter", "dragover"]) {
    table.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      table.classList.add("dropping");
    });
  }
  table.addEventListener("dragleave", (event) => {
    if (!table.contains(event.relatedTarget)) table.classList.remove("dropping");
  });
  table.addEventListener("drop", (event) => {
    table.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  return take;
}
