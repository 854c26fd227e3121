/* Selecting by pointing: a click, a tap, a drawn box or the cross of the arrow keys asks for the outline of what is there. */

// Longest side of the copy that is asked about, in pixels: the server looks at no more.
const LOOKED_AT = 1536;
// Pixels of the screen that make a click a box.
const DRAWN = 8;
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const $ = (id) => document.getElementById(id);

/* `picture()`: the one on the stage; `brush`: its mask's; `ask(form)`: an answered plan; `refused(error)`; `t`: words. */
export function picking({ stage, picture, brush, ask, refused, t }) {
  let on = false;
  let mode = ""; // "add" and "off" stay until they are switched off; Shift and Alt are the same for one click
  let [turn, picks] = [Promise.resolve(), Promise.resolve()];
  let asked = 0;
  let start = null;
  const cross = [0.5, 0.5];
  const canvas = stage.mask;

  function use(wanted) {
    on = wanted && Boolean(picture());
    stage.tool.pick = on;
    for (const part of document.querySelectorAll("[data-picking]")) part.hidden = (part.dataset.picking === "on") !== on;
    $("pick").setAttribute("aria-pressed", String(on));
    canvas.toggleAttribute("data-pick", on);
    canvas.tabIndex = on ? 0 : -1;
    show("");
    stage.outline([]);
    draw(null);
    stage.cursor.hidden = true;
    if (!on) return canvas.blur();
    switched("");
    // The server looks at a picture once: it begins while the hand is still on its way.
    const ready = () => on && show(t.pick_ready);
    if (picture().seen) ready();
    else look({ points: [[0.5, 0.5, 1]] }, picture()).then(ready, (error) => (error.code === "target_not_found" ? ready() : refused(error)));
    return undefined;
  }

  function switched(to) {
    mode = to;
    $("pick-add").setAttribute("aria-pressed", String(to === "add"));
    $("pick-off").setAttribute("aria-pressed", String(to === "off"));
  }

  /* Places are shares of the picture. Resolves to what is there; one question after the other. */
  function look({ points, box }, of) {
    asked += 1;
    document.body.classList.add("looking");
    if (!of.seen) show(t.pick_first);
    const answer = turn.then(async () => {
      const copy = await (of.copy ??= smaller(of.blob));
      const form = new FormData();
      const pixel = (share, side) => Math.min(side - 1, Math.max(0, Math.round(share * side)));
      if (points.length) form.append("points", JSON.stringify(points.map(([x, y, label]) => [pixel(x, copy.width), pixel(y, copy.height), label])));
      if (box) form.append("box", JSON.stringify([box[0] * copy.height, box[1] * copy.width, box[2] * copy.height, box[3] * copy.width]));
      form.append("image", copy.blob, "picture");
      const { picked, size: [width, height] } = await ask(form);
      of.seen = true;
      return { ...picked, width, height };
    }).finally(() => {
      asked -= 1;
      document.body.classList.toggle("looking", asked > 0);
    });
    turn = answer.catch(() => {});
    return answer;
  }

  /* `how`: "new", "add" or "off". A place beside the ones before is asked about together with them: it is the same thing, or less of it. */
  const pick = (place, how) => { picks = picks.then(() => picked(place, how)); };
  async function picked(place, how) {
    const of = picture();
    if (!of) return undefined;
    const before = of.mask.marks.at(-1);
    const goes = how !== "new" && before?.points && before.how !== "off" ? before : null;
    const point = place.point && [...place.point, how === "off" && goes ? 0 : 1];
    const asks = goes && point ? { points: [...goes.points, point], box: goes.box } : { points: point ? [point] : [], box: place.box };
    if (asks.points.length > 16) return show(t.pick_most);
    try {
      const told = await look(asks, of);
      if (!on || picture() !== of) return undefined;
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${told.mask}`)).blob());
      const together = goes && point;
      const mark = { kind: "image", image, keeps: true, how: together ? goes.how : how, instead: Boolean(together), ...asks };
      brush.change((mask) => mask.push(mark));
      stage.outline([outlined(told)], asks.points);
      return show(t.pick_told.replace("{n}", Math.max(1, Math.round(told.share * 100))));
    } catch (error) {
      if (error.code !== "target_not_found") return refused(error);
      return show(how === "off" ? t.pick_no_part : t.pick_nothing);
    }
  }

  const meant = (event) => (event.shiftKey ? "add" : event.altKey ? "off" : mode || "new");

  function at(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const share = (value) => Math.min(1, Math.max(0, value));
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)];
  }

  function show(text) { $("told").textContent = text; }

  /* A box that is being drawn, or nothing. */
  function draw(box) {
    $("drawn").hidden = !box;
    if (!box) return;
    const [top, left, bottom, right] = box.map((share) => `${share * 100}%`);
    Object.assign($("drawn").style, { top, left, bottom: `calc(100% - ${bottom})`, right: `calc(100% - ${right})` });
  }

  function dropped() {
    start = null;
    draw(null);
  }

  const between = ([x, y], [u, v]) => [Math.min(y, v), Math.min(x, u), Math.max(y, v), Math.max(x, u)];
  const far = (event) => Math.hypot(event.clientX - start.x, event.clientY - start.y) > DRAWN;

  canvas.addEventListener("pointerdown", (event) => {
    if (!on || event.button || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    start = { x: event.clientX, y: event.clientY, place: at(event) };
    $("cross").hidden = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (start) draw(far(event) ? between(start.place, at(event)) : null);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!start) return;
    const place = far(event) ? { box: between(start.place, at(event)) } : { point: at(event) };
    dropped();
    pick(place, meant(event));
  });
  canvas.addEventListener("pointercancel", dropped);

  function crossed() {
    $("cross").hidden = !on || document.activeElement !== canvas || !canvas.matches(":focus-visible");
    Object.assign($("cross").style, { left: `${cross[0] * 100}%`, top: `${cross[1] * 100}%` });
  }
  canvas.addEventListener("focus", crossed);
  canvas.addEventListener("blur", crossed);
  canvas.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey) return;
    const step = STEP[event.key];
    const does = step || { Enter: 1, " ": 1, "+": 1, "-": 1 }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) [0, 1].forEach((axis) => { cross[axis] = Math.min(1, Math.max(0, cross[axis] + step[axis] * (event.shiftKey ? 0.1 : 0.01))); });
    else if (event.key === "+") switched(mode === "add" ? "" : "add");
    else if (event.key === "-") switched(mode === "off" ? "" : "off");
    else pick({ point: [...cross] }, meant(event));
    crossed();
  });

  $("pick-add").addEventListener("click", () => switched(mode === "add" ? "" : "add"));
  $("pick-off").addEventListener("click", () => switched(mode === "off" ? "" : "off"));
  return { use };
}

/* In shares of the picture, without a word: the sentence says how much it is. */
function outlined({ box: [top, left, bottom, right], outline, width, height }) {
  return {
    box: [top / height, left / width, bottom / height, right / width],
    outline: outline.map((polygon) => polygon.map(([x, y]) => [x / width, y / height])),
    label: "",
  };
}

/* A copy that is soon sent: {blob, width, height}. */
async function smaller(blob) {
  const whole = await createImageBitmap(blob);
  const scale = Math.min(1, LOOKED_AT / Math.max(whole.width, whole.height));
  const [width, height] = [whole.width, whole.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(whole, 0, 0, width, height);
  return { blob: await canvas.convertToBlob({ type: "image/webp", quality: 0.92 }), width, height };
}
