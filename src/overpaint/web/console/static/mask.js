/* The brush. A mask is a list of strokes, kept with its picture and drawn anew when one is undone or the feather changes. */
export class Mask {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.marks = [];
    this.feather = { stroke: 0, image: 0 };
    this.canvas = new OffscreenCanvas(width, height);
    this.ink = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  get empty() { return this.marks.length === 0; }

  /* `size` and points in pixels of the picture. */
  begin(erase, size, point) {
    this.marks.push({ kind: "stroke", erase, size, points: [point] });
    this.draw();
  }

  extend(point) {
    const stroke = this.marks.at(-1);
    stroke.points.push(point);
    // While the brush moves only its new piece is drawn; softened strokes overlap themselves, so these are drawn whole at the end.
    this.#stroke({ ...stroke, points: stroke.points.slice(-2) });
  }

  invert() { this.marks.push({ kind: "invert" }); this.draw(); }
  /* `image`: opaque where it selects, or with `keeps` where it does not. `how`: "new", "add", "off". `instead`: of the mark before. */
  push(mark) { this.marks.push(mark); this.draw(); }
  undo() { this.marks.pop(); this.draw(); }
  clear() { this.marks = []; this.draw(); }
  /* Strokes and images each have their own: a brush is soft, an outline is not. */
  soften(kind, feather) { this.feather[kind] = feather; this.draw(); }

  draw() {
    const { ink, width, height } = this;
    ink.globalCompositeOperation = "source-over";
    ink.clearRect(0, 0, width, height);
    this.marks.forEach((mark, index) => {
      if (this.marks[index + 1]?.instead) return;
      if (mark.kind === "stroke") this.#stroke(mark);
      else if (mark.kind === "image") this.#image(mark);
      else {
        ink.globalCompositeOperation = "source-out";
        ink.fillStyle = "#f00";
        ink.fillRect(0, 0, width, height);
      }
    });
  }

  #image(mark) {
    const { ink, width, height } = this;
    mark.shape ??= shape(mark, width, height);
    if (mark.how === "new") ink.clearRect(0, 0, width, height);
    const away = 2 * width;
    ink.save();
    ink.globalCompositeOperation = mark.how === "off" ? "destination-out" : "source-over";
    Object.assign(ink, { shadowColor: "#f00", shadowBlur: this.feather.image, shadowOffsetX: away });
    ink.drawImage(mark.shape, -away, 0);
    ink.restore();
  }

  /* A soft stroke is the shadow of one that lies outside the canvas: every browser blurs shadows. */
  #stroke({ erase, size, points }) {
    const { ink, feather: { stroke: feather } } = this;
    const away = feather > 0 ? 4 * this.width + 4 * this.height : 0;
    ink.save();
    ink.globalCompositeOperation = erase ? "destination-out" : "source-over";
    Object.assign(ink, { strokeStyle: "#f00", lineWidth: size, lineCap: "round", lineJoin: "round" });
    if (away) Object.assign(ink, { shadowColor: "#f00", shadowBlur: feather, shadowOffsetX: away });
    ink.beginPath();
    points.forEach(([x, y], index) => (index ? ink.lineTo(x - away, y) : ink.moveTo(x - away, y)));
    if (points.length === 1) ink.lineTo(points[0][0] - away + 0.01, points[0][1]);
    ink.stroke();
    ink.restore();
  }

  /* A PNG as the API takes it: alpha 0 where the edit may happen. */
  async png() {
    const out = new OffscreenCanvas(this.width, this.height);
    const ink = out.getContext("2d");
    ink.fillRect(0, 0, this.width, this.height);
    ink.globalCompositeOperation = "destination-out";
    ink.drawImage(this.canvas, 0, 0);
    return out.convertToBlob({ type: "image/png" });
  }
}

/* What an image mark selects, opaque. */
function shape({ image, keeps }, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const ink = canvas.getContext("2d");
  if (keeps) ink.fillRect(0, 0, width, height);
  if (keeps) ink.globalCompositeOperation = "destination-out";
  ink.drawImage(image, 0, 0, width, height);
  return canvas;
}
