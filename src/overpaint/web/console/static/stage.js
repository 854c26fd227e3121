/* The picture as large as it fits, before | after, regions, and the brush's hand. */
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
// Longest side of the mask as it is shown, in pixels.
const SHOWN = 1600;

export class Stage {
  constructor() {
    for (const id of ["stage", "box", "before", "after", "mask", "regions", "compare", "seam", "cursor"]) this[id] = $(id);
    this.size = [1, 1];
    this.masking = null;
    this.tool = { erase: false, size: 0.1, pick: false };
    this.changed = () => {};
    new ResizeObserver(() => this.#fit()).observe(this.stage);
    this.compare.addEventListener("input", () => this.#split());
    this.#listen();
  }

  /* One picture; with `before`, two and the seam between them. `box`: {url, width, height}. */
  show(picture, before = null, label = "") {
    this.box.hidden = !picture;
    if (!picture) return;
    this.size = [picture.width, picture.height];
    this.after.src = picture.url;
    this.after.alt = label;
    const both = Boolean(before) && !this.masking;
    for (const part of [this.before, this.compare, this.seam, $("tag-before"), $("tag-after")]) part.hidden = !both;
    if (both) this.before.src = before.url;
    this.outline([]);
    this.#fit();
    this.#split();
  }

  /* Whether the picture on the stage has this shape, so that places in one are places in the other. */
  shows(width, height) {
    return Math.abs(Math.log((this.size[0] * height) / (this.size[1] * width))) < 0.02;
  }

  ground(level) {
    this.stage.parentElement.style.setProperty("--ground", `rgb(${level} ${level} ${level})`);
  }

  /* `regions`: [{box: [top, left, bottom, right], outline: [[[x, y], …], …] or nothing, label}], all in shares of the picture.
     `points`: [[x, y, 1 or 0], …], what was pointed at and what away. */
  outline(regions, points = []) {
    this.regions.replaceChildren();
    this.regions.toggleAttribute("hidden", regions.length === 0);
    const { clientWidth: width, clientHeight: height } = this.box;
    this.regions.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const { box: [top, left, bottom, right], outline, label } of regions) {
      const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("fill-rule", "evenodd");
      const line = (polygon) => `M${polygon.map(([x, y]) => `${x * width} ${y * height}`).join("L")}Z`;
      path.setAttribute("d", (outline?.length ? outline : [corners]).map(line).join(""));
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("x", left * width + 6);
      text.setAttribute("y", Math.max(18, top * height + 18));
      text.textContent = label;
      this.regions.append(path, text);
    }
    for (const [x, y, label] of points) {
      const dot = document.createElementNS(SVG, "path");
      dot.setAttribute("class", "point");
      const [at, on] = [`${x * width - 4} ${y * height}h8`, label ? `M${x * width} ${y * height - 4}v8` : ""];
      dot.setAttribute("d", `M${at}${on}`);
      this.regions.append(dot);
    }
  }

  /* Paint on this mask, or on none. */
  paint(mask) {
    this.masking = mask;
    this.mask.hidden = !mask;
    this.cursor.hidden = true;
    if (!mask) return;
    // What is shown need not have the pixels of a camera: it is drawn again with every move of the brush.
    const scale = Math.min(1, SHOWN / Math.max(mask.width, mask.height));
    this.mask.width = Math.round(mask.width * scale);
    this.mask.height = Math.round(mask.height * scale);
    this.redraw();
  }

  redraw() {
    this.outline([]);
    const ink = this.mask.getContext("2d");
    ink.clearRect(0, 0, this.mask.width, this.mask.height);
    if (this.masking) ink.drawImage(this.masking.canvas, 0, 0, this.mask.width, this.mask.height);
  }

  #fit() {
    const { clientWidth, clientHeight } = this.stage;
    const room = clientWidth < 600 ? 8 : 24;
    const above = this.masking ? $("mask-tools").offsetHeight + 8 : 0;
    const scale = Math.min((clientWidth - 2 * room) / this.size[0], (clientHeight - above - 2 * room) / this.size[1]);
    const [width, height] = this.size.map((side) => Math.max(1, Math.floor(side * scale)));
    const [left, top] = [(clientWidth - width) >> 1, (clientHeight + above - height) >> 1];
    Object.assign(this.box.style, { width: `${width}px`, height: `${height}px`, left: `${left}px`, top: `${top}px` });
  }

  #split() {
    const share = Number(this.compare.value);
    this.before.style.clipPath = `inset(0 ${100 - share}% 0 0)`;
    this.seam.style.left = `${share}%`;
  }

  #listen() {
    const at = (event) => {
      const { left, top, width, height } = this.mask.getBoundingClientRect();
      return [((event.clientX - left) / width) * this.masking.width, ((event.clientY - top) / height) * this.masking.height];
    };
    const pixels = () => Math.max(1, this.tool.size * Math.max(this.masking.width, this.masking.height));
    this.mask.addEventListener("pointerdown", (event) => {
      if (!this.masking || event.button || this.tool.pick) return;
      this.mask.setPointerCapture(event.pointerId);
      this.masking.begin(this.tool.erase, pixels(), at(event));
      this.painting = event.pointerId;
      this.redraw();
    });
    this.mask.addEventListener("pointermove", (event) => {
      if (!this.masking || this.tool.pick) return;
      const { left, top, width } = this.box.getBoundingClientRect();
      const span = (pixels() * width) / this.masking.width;
      this.cursor.hidden = event.pointerType === "touch";
      const place = { left: event.clientX - left, top: event.clientY - top, width: span, height: span };
      for (const [name, length] of Object.entries(place)) this.cursor.style[name] = `${length}px`;
      if (this.painting !== event.pointerId) return;
      for (const one of event.getCoalescedEvents?.() ?? [event]) this.masking.extend(at(one));
      this.redraw();
    });
    const end = (event) => {
      if (this.painting !== event.pointerId) return;
      this.painting = undefined;
      this.masking.draw();
      this.redraw();
      this.changed();
    };
    this.mask.addEventListener("pointerup", end);
    this.mask.addEventListener("pointercancel", end);
    this.mask.addEventListener("pointerleave", () => { this.cursor.hidden = true; });
  }
}
