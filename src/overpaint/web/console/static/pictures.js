/* The strip: up to sixteen pictures, numbered as prompts name them. */
import { Mask } from "./mask.js";

let serial = 0;

/* {id, blob, name, url, width, height, mask}. Rejects what is no picture. */
export async function opened(blob, name) {
  const url = URL.createObjectURL(blob);
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  return { id: ++serial, blob, name, url, width, height, mask: new Mask(width, height) };
}

export class Strip {
  constructor(list, t, on) {
    Object.assign(this, { list, t, on, pictures: [], chosen: null });
  }

  add(pictures) {
    this.pictures.push(...pictures);
    this.chosen ??= this.pictures[0];
    this.draw();
  }

  choose(picture) { this.chosen = picture; this.draw(); this.on.choose(picture); }

  remove(picture) {
    const index = this.pictures.indexOf(picture);
    this.pictures.splice(index, 1);
    if (this.chosen === picture) this.chosen = this.pictures[Math.min(index, this.pictures.length - 1)] ?? null;
    this.draw();
    this.on.change();
  }

  move(picture, to) {
    this.pictures.splice(this.pictures.indexOf(picture), 1);
    this.pictures.splice(Math.max(0, Math.min(to, this.pictures.length)), 0, picture);
    this.draw();
    this.on.change();
  }

  draw() {
    this.list.replaceChildren(...this.pictures.map((picture, index) => this.#item(picture, index)));
  }

  #item(picture, index) {
    const item = document.createElement("li");
    item.draggable = true;
    const pick = document.createElement("button");
    pick.type = "button";
    pick.className = "pick";
    pick.setAttribute("aria-pressed", String(picture === this.chosen));
    pick.setAttribute("aria-label", this.t.picture.replace("{n}", index + 1).replace("{name}", picture.name));
    pick.title = this.t.move;
    const image = document.createElement("img");
    image.src = picture.url;
    image.alt = "";
    image.draggable = false;
    pick.append(image);
    const number = Object.assign(document.createElement("span"), { className: "number", textContent: index + 1 });
    number.setAttribute("aria-hidden", "true");
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "remove", innerHTML: icon("close") });
    remove.setAttribute("aria-label", this.t.remove_picture.replace("{n}", index + 1));
    item.append(pick, number, remove);

    pick.addEventListener("click", () => this.choose(picture));
    remove.addEventListener("click", () => this.remove(picture));
    pick.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
      if (event.key === "Delete") this.remove(picture);
      if (!step || !event.altKey) return;
      event.preventDefault();
      this.move(picture, index + step);
      this.list.children[this.pictures.indexOf(picture)].querySelector(".pick").focus();
    });
    item.addEventListener("dragstart", (event) => {
      this.dragged = picture;
      item.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/x-overpaint", String(picture.id));
    });
    item.addEventListener("dragend", () => { this.dragged = null; item.classList.remove("dragged"); });
    item.addEventListener("dragover", (event) => { if (this.dragged) event.preventDefault(); });
    item.addEventListener("drop", (event) => {
      if (!this.dragged) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(this.dragged, index);
    });
    return item;
  }
}

const sheet = document.querySelector("svg use").getAttribute("href").split("#")[0];
export const icon = (name) => `<svg aria-hidden="true"><use href="${sheet}#${name}"/></svg>`;
