/* The light table: pictures in, a line of words, a plan to look at, an edit, before | after. */
import { ApiError, call, edit } from "./api.js";
import { Chips, promptsIn, tryButton } from "./chips.js";
import { Strip, icon, opened } from "./pictures.js";
import { recipe } from "./recipes.js";
import { Stage } from "./stage.js";

const data = JSON.parse(document.getElementById("data").textContent);
const t = data.t;
const $ = (id) => document.getElementById(id);
const prompt = $("prompt");
const fields = $("fields");
const stage = new Stage();
const strip = new Strip($("pictures"), t, { choose: showInput, change: picturesChanged });
const declared = await call(data.operations).then((answer) => answer.json());
const chips = new Chips($("chips"), t, declared, { point, offer, change: () => {} });

let masking = false;
let running = null;
let outcome = null; // {request, pictures, shown, input, …} on the stage
let history = [];
let planning = null;
let planned = "";

/* Pictures come in by hand, by paste, by drop. */

async function take_in(files, from = "") {
  const room = data.most.images - strip.pictures.length;
  const chosen = [...files].filter((file) => file.type.startsWith("image/"));
  if (!chosen.length) return trouble(t.no_picture);
  if (chosen.length > room) trouble(t.too_many.replace("{n}", data.most.images));
  const good = [];
  for (const file of chosen.slice(0, room)) {
    if (file.size >= data.bytes) { trouble(t.too_large.replace("{name}", file.name)); continue; }
    try { good.push(await opened(file, file.name || from || "picture.png")); } catch { trouble(t.unreadable.replace("{name}", file.name)); }
  }
  if (!good.length) return;
  strip.add(good);
  strip.choose(good[0]);
  picturesChanged();
}

$("choose").addEventListener("click", () => $("file").click());
$("add").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", async (event) => {
  await take_in(event.target.files);
  event.target.value = "";
  prompt.focus();
});
document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  take_in(files, t.pasted);
});
const table = document.querySelector(".table");
for (const name of ["dragenter", "dragover"]) {
  table.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    table.classList.add("dropping");
  });
}
for (const name of ["dragleave", "drop"]) {
  table.addEventListener(name, (event) => { if (name === "drop" || event.relatedTarget === null || !table.contains(event.relatedTarget)) table.classList.remove("dropping"); });
}
table.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  take_in(event.dataTransfer.files);
});
for (const button of document.querySelectorAll(".sample")) {
  button.addEventListener("click", async () => {
    const blob = await (await fetch(button.dataset.sample)).blob();
    await take_in([new File([blob], button.dataset.name, { type: "image/jpeg" })]);
    take(button.textContent);
  });
}

function picturesChanged() {
  const any = strip.pictures.length > 0;
  $("strip").hidden = !any;
  $("empty").hidden = any;
  if (masking) mask(any);
  if (!outcome || !any) showInput();
  planned = "";
  plan();
}

function showInput() {
  outcome = null;
  $("said").hidden = true;
  const picture = strip.chosen;
  if (masking && picture !== strip.pictures[0]) return mask(false);
  stage.show(picture, null, picture ? t.input.replace("{name}", picture.name) : "");
  drawResults();
}

/* The line, and the plan under it. */

prompt.placeholder = data.t.examples[new Date().getDate() % data.t.examples.length];
const grow = () => {
  if (CSS.supports("field-sizing", "content")) return;
  prompt.style.height = "auto";
  prompt.style.height = `${prompt.scrollHeight}px`;
};
let pause;
prompt.addEventListener("input", () => {
  grow();
  clearTimeout(pause);
  pause = setTimeout(plan, 250);
});
prompt.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  run();
});
$("line").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

async function plan() {
  const words = prompt.value.trim();
  const asked = { prompt: words, images: Math.max(1, strip.pictures.length), has_mask: hasMask(), partial: fields.partial.checked };
  const key = JSON.stringify(asked);
  if (key === planned) return;
  planned = key;
  planning?.abort();
  planning = new AbortController();
  quiet();
  if (!words) return chips.show(null);
  try {
    const answer = await call(as("/console/api/plan"), { method: "POST", json: asked, signal: planning.signal });
    chips.show(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") chips.show(null);
  }
}

async function take(words) {
  prompt.value = words;
  grow();
  clearTimeout(pause);
  await plan();
  if (strip.pictures.length) run();
  else prompt.focus();
}

/* Where a step would take effect, asked of the finders when somebody points at it. */
let looked = { asked: "", answer: null };
let unseen = false; // a server that plans without pictures

async function look() {
  const [first] = strip.pictures;
  const asked = `${planned} ${strip.pictures.map(({ id }) => id).join()} ${first?.mask.marks.length}`;
  if (looked.asked === asked) return looked.answer;
  const form = new FormData();
  for (const [name, value] of settings().filter(([name]) => ["model", "prompt", "partial"].includes(name))) form.append(name, value);
  for (const picture of strip.pictures) form.append("image[]", picture.blob, picture.name);
  if (hasMask()) form.append("mask", await first.mask.png(), "mask.png");
  const answer = call(as("/console/api/plan"), { method: "POST", body: form }).then((told) => told.json()).catch((error) => {
    unseen ||= error.code === "unsupported_content_type";
    return null;
  });
  looked = { asked, answer };
  return answer;
}

let pointed = 0;
async function point(index) {
  const turn = ++pointed;
  stage.outline([]);
  if (index === null || unseen || !strip.pictures.length || chips.changed) return;
  const [{ width, height }] = strip.pictures;
  const answer = await look();
  if (turn !== pointed || !answer?.regions || !stage.shows(width, height)) return;
  const found = answer.regions.filter(({ steps, kept }) => (index < 0 ? kept : steps.includes(index)));
  stage.outline(found.filter(({ route }) => route !== "whole").map(({ name, confidence, things, outline }) => {
    const xs = outline.flat().map(([x]) => x), ys = outline.flat().map(([, y]) => y);
    const box = things[0]?.box ?? [Math.min(...ys), Math.min(...xs), Math.max(...ys), Math.max(...xs)];
    return {
      box: [box[0] / height, box[1] / width, box[2] / height, box[3] / width],
      outline: outline.map((polygon) => polygon.map(([x, y]) => [x / width, y / height])),
      label: `${name} ${Math.round(confidence * 100)} %`,
    };
  }));
}

/* The request, from the options and the stage. */

function settings() {
  const chosen = new FormData(fields);
  const list = [["model", data.model], ["prompt", prompt.value.trim()], ["size", chosen.get("size")]];
  const defaults = { n: "1", fit: "auto", quality: "auto", output_format: "png", background: "auto", seed: "" };
  for (const [name, value] of Object.entries(defaults)) if (chosen.get(name) !== value) list.push([name, chosen.get(name)]);
  if (chosen.get("output_format") !== "png") list.push(["output_compression", chosen.get("output_compression")]);
  if (fields.partial.checked && !chips.changed) list.push(["partial", "true"]);
  if (chips.changed) list.push(["plan", JSON.stringify(chips.changed)]);
  return list;
}

const hasMask = () => Boolean(strip.pictures[0]) && !strip.pictures[0].mask.empty;
const as = (path) => ($("run-as") ? `${path}?key=${$("run-as").value}` : path);

async function run(seed) {
  if (running) return;
  if (!strip.pictures.length) return trouble(t.picture_first);
  if (!prompt.value.trim()) return prompt.focus();
  clearTimeout(pause);
  await plan();
  const list = settings().filter(([name]) => name !== "seed" || seed === undefined);
  if (seed) list.push(["seed", seed]);
  const form = new FormData();
  for (const [name, value] of list) form.append(name, value);
  if (!form.has("output_format")) form.append("output_format", "png");
  for (const picture of strip.pictures) form.append("image[]", picture.blob, picture.name);
  const painted = hasMask();
  if (painted) form.append("mask", await strip.pictures[0].mask.png(), "mask.png");
  const input = strip.pictures[0];
  const request = { words: prompt.value.trim(), list, images: strip.pictures.map(({ name }) => name), painted };
  await carried(form, request, input);
}

async function carried(form, request, input) {
  const began = performance.now();
  begin();
  try {
    const told = { picture: onTheWay, step: (text, step, steps) => progress(text, steps ? step / steps : 0), queued };
    const answer = await edit(as("/console/api/edits"), form, told, running.signal);
    const pictures = await Promise.all(answer.pictures.map(async (one) => ({ ...one, ...(await measured(one.blob)) })));
    const done = { request, input: { ...input }, pictures, shown: 0, seconds: (performance.now() - began) / 1000, ...answer, ...{ pictures } };
    if (masking) mask(false);
    history.unshift(done);
    history = history.slice(0, 40);
    showOutcome(done);
  } catch (error) {
    if (error.name !== "AbortError") refused(error);
    if (!outcome) showInput();
    else showOutcome(outcome);
  } finally {
    finish();
  }
}

async function measured(blob) {
  const picture = await opened(blob, "");
  return { url: picture.url, width: picture.width, height: picture.height };
}

/* While it runs. */

let watch;
const queued = (ahead, seconds) => {
  clearInterval(watch);
  if (ahead) progress(t.before_you.replace("{n}", ahead).replace("{s}", Math.max(1, Math.round(seconds))), 0);
};

function begin() {
  running = new AbortController();
  quiet();
  $("run").disabled = true;
  $("running").hidden = false;
  progress(t.running, 0);
  watch = setInterval(async () => {
    const { waiting, seconds } = await call("/console/api/queue").then((answer) => answer.json()).catch(() => ({}));
    if (waiting && running) progress(t.waiting.replace("{n}", waiting).replace("{s}", Math.max(1, Math.round(seconds))), 0);
  }, 1500);
}

function progress(text, share) {
  if (share) clearInterval(watch);
  $("running-text").textContent = text;
  const bar = document.querySelector(".bar");
  bar.classList.toggle("known", share > 0);
  bar.style.transform = share > 0 ? `scaleX(${share})` : "";
}

async function onTheWay(blob) {
  const picture = await measured(blob);
  if (running) stage.show(picture, null, t.on_the_way);
}

function finish() {
  clearInterval(watch);
  running = null;
  $("run").disabled = false;
  $("running").hidden = true;
}

$("cancel").addEventListener("click", () => running?.abort());

/* After. */

function showOutcome(done) {
  outcome = done;
  const picture = done.pictures[done.shown];
  stage.show(picture, done.input, done.request.words);
  $("said").hidden = false;
  $("sentence").textContent = picture.sentence;
  const facts = $("facts");
  facts.replaceChildren();
  if (picture.seed !== null) {
    const again = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: t.seed.replace("{seed}", picture.seed), title: t.seed_again });
    again.addEventListener("click", () => run(picture.seed));
    const dice = Object.assign(document.createElement("button"), { type: "button", className: "quiet", innerHTML: icon("dice"), title: t.dice });
    dice.setAttribute("aria-label", t.dice);
    dice.addEventListener("click", () => run(""));
    facts.append(again, dice);
  }
  for (const fact of [`${done.seconds.toFixed(1)} s`, done.size?.replace("x", " × "), done.tokens ? t.tokens.replace("{n}", done.tokens.toLocaleString()) : "", done.skipped?.length ? t.skipped.replace("{n}", done.skipped.length) : ""]) {
    if (fact) facts.append(Object.assign(document.createElement("span"), { textContent: fact }));
  }
  const format = picture.blob.type.split("/")[1];
  Object.assign($("download"), { href: picture.url, download: `${done.input.name.replace(/\.[^.]*$/, "")}-edited.${format === "jpeg" ? "jpg" : format}` });
  drawResults();
}

function thumbnail(picture, label, pressed, click) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", title: label });
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", String(pressed));
  button.append(Object.assign(document.createElement("img"), { src: picture.url, alt: "" }));
  button.addEventListener("click", click);
  item.append(button);
  return item;
}

function drawResults() {
  $("outcomes").hidden = history.length === 0;
  const several = outcome && outcome.pictures.length > 1;
  $("results").hidden = !several;
  $("history-title").hidden = history.length === 0;
  $("results").replaceChildren(...(several ? outcome.pictures.map((picture, index) => (
    thumbnail(picture, t.result.replace("{n}", index + 1), index === outcome.shown, () => showOutcome(Object.assign(outcome, { shown: index })))
  )) : []));
  $("history").replaceChildren(...history.map((done) => thumbnail(done.pictures[done.shown], done.request.words, done === outcome, () => {
    if (masking) mask(false);
    showOutcome(done);
  })));
}

$("reuse").addEventListener("click", async () => {
  const picture = outcome.pictures[outcome.shown];
  const name = $("download").download;
  const [input] = [await opened(picture.blob, name)];
  strip.pictures.splice(0, strip.pictures.length ? 1 : 0, input);
  strip.choose(input);
  prompt.value = "";
  picturesChanged();
  prompt.focus();
});

/* What went wrong, and what would go. */

function trouble(text, prompts = []) {
  const box = $("trouble");
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  box.hidden = false;
  offer(prompts, box);
}

/* Of the phrases that a refusal quotes, those that would run here, as buttons. */
async function offer(prompts, box) {
  for (const words of prompts) {
    const asked = { prompt: words, images: Math.max(1, strip.pictures.length), has_mask: hasMask() };
    const answer = await call(as("/console/api/plan"), { method: "POST", json: asked }).then((told) => told.json()).catch(() => null);
    if (answer?.would_run) box.append(tryButton(words, t, take));
  }
}

function quiet() { $("trouble").hidden = true; }

function refused(error) {
  if (!(error instanceof ApiError)) return trouble(navigator.onLine ? t.no_answer : t.offline);
  const refusals = chips.plan?.refusals ?? [];
  const nearest = refusals.flatMap((one) => promptsIn(one.nearest));
  const wait = error.retryAfter ? ` ${t.retry.replace("{s}", error.retryAfter)}` : "";
  trouble(error.message + wait, nearest.length ? nearest : promptsIn(error.message.split(/nearest|最接近/i)[1] ?? ""));
  if (error.boxes.length) boxes(error.boxes);
}

/* Boxes are told in pixels of the answer; with size=auto its shape is the picture's. */
function boxes(list) {
  const [width, height] = stage.size;
  const right = Math.max(width, ...list.map((box) => box[3])), bottom = Math.max(height, ...list.map((box) => box[2]));
  stage.outline(list.map(([top, left, low, far], index) => ({ box: [top / bottom, left / right, low / bottom, far / right], label: String(index + 1) })));
}

/* The mask. */

function mask(on) {
  const first = strip.pictures[0];
  masking = Boolean(on && first);
  $("mask-mode").setAttribute("aria-pressed", String(masking));
  $("mask-tools").hidden = !masking;
  if (masking) {
    strip.chosen = first;
    strip.draw();
    outcome = null;
    $("said").hidden = true;
    first.mask.soften(feather(first.mask));
    stage.paint(first.mask);
    stage.show(first, null, t.input.replace("{name}", first.name));
    drawResults();
  } else {
    stage.paint(null);
    if (outcome) showOutcome(outcome);
    else stage.show(strip.chosen, null, strip.chosen?.name ?? "");
  }
}

const feather = (one) => (Number($("feather").value) / 1000) * Math.max(one.width, one.height);

function tool(erase) {
  if (!masking) mask(true);
  stage.tool.erase = erase;
  $("brush").setAttribute("aria-pressed", String(!erase));
  $("eraser").setAttribute("aria-pressed", String(erase));
}

function resize(by) {
  $("brush-size").value = Number($("brush-size").value) + by;
  $("brush-size").dispatchEvent(new Event("input"));
}

function onMask(change) {
  change(strip.pictures[0].mask);
  stage.redraw();
  plan();
}

stage.changed = plan;
$("mask-mode").addEventListener("click", () => (strip.pictures.length ? mask(!masking) : trouble(t.picture_first)));
$("brush").addEventListener("click", () => tool(false));
$("eraser").addEventListener("click", () => tool(true));
$("brush-size").addEventListener("input", (event) => { stage.tool.size = (Number(event.target.value) / 100) ** 1.5 * 0.6; });
stage.tool.size = 0.2 ** 1.5 * 0.6;
$("feather").addEventListener("input", () => onMask((one) => one.soften(feather(one))));
$("invert").addEventListener("click", () => onMask((one) => one.invert()));
$("undo").addEventListener("click", () => onMask((one) => one.undo()));
$("clear").addEventListener("click", () => onMask((one) => one.clear()));
$("select").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = $("select-words").value.trim();
  const first = strip.pictures[0];
  if (!words || running) return;
  const form = new FormData();
  const asked = t.cut_out.replace("{thing}", words);
  for (const [name, value] of [["model", data.model], ["prompt", asked], ["size", "auto"], ["fit", "stretch"], ["output_format", "png"]]) form.append(name, value);
  form.append("image[]", first.blob, first.name);
  begin();
  try {
    const told = { picture: () => {}, step: (text) => progress(text, 0), queued };
    const { pictures: [{ blob }] } = await edit(as("/console/api/edits"), form, told, running.signal);
    const image = await createImageBitmap(blob);
    onMask((one) => one.add(image));
    $("select-words").value = "";
  } catch (error) {
    if (error.name !== "AbortError") refused(error);
  } finally {
    finish();
  }
});

/* Keys; in a field they are letters. */

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && running) return running.abort();
  if (event.target.closest("input:not([type=range]), textarea, select, dialog") || event.altKey) return undefined;
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && masking) {
    event.preventDefault();
    return onMask((one) => one.undo());
  }
  if (event.ctrlKey || event.metaKey) return undefined;
  const several = outcome?.pictures.length > 1 && event.target.closest("#results");
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (several && step) {
    event.preventDefault();
    const count = outcome.pictures.length;
    showOutcome(Object.assign(outcome, { shown: (outcome.shown + step + count) % count }));
    return $("results").children[outcome.shown].firstChild.focus();
  }
  const keys = { b: () => tool(false), e: () => tool(true), "[": () => resize(-4), "]": () => resize(4), Escape: () => masking && mask(false), "/": () => prompt.focus() };
  if (!keys[event.key] || !strip.pictures.length) return undefined;
  event.preventDefault();
  return keys[event.key]();
});

/* Options, ground, recipes. */

function options(open) {
  $("options").hidden = !open;
  $("options-toggle").setAttribute("aria-expanded", String(open));
  $(open ? "options-close" : "options-toggle").focus();
}
$("options-toggle").addEventListener("click", () => options($("options").hidden));
$("options-close").addEventListener("click", () => options(false));
fields.addEventListener("submit", (event) => event.preventDefault());
fields.addEventListener("change", () => {
  $("compression-row").hidden = fields.output_format.value === "png";
  plan();
});
$("ground").addEventListener("input", (event) => stage.ground(event.target.value));

let language = "curl";
function drawRecipe() {
  const { request } = outcome;
  $("recipe-text").textContent = recipe(language, location.origin, request.list, request.images, request.painted);
  for (const button of document.querySelectorAll("[data-recipe]")) button.setAttribute("aria-pressed", String(button.dataset.recipe === language));
}
$("recipe").addEventListener("click", () => { drawRecipe(); $("recipes").showModal(); });
$("recipes-close").addEventListener("click", () => $("recipes").close());
for (const button of document.querySelectorAll("[data-recipe]")) {
  button.addEventListener("click", () => { language = button.dataset.recipe; drawRecipe(); });
}
$("recipe-copy").addEventListener("click", async (event) => {
  await copy($("recipe-text").textContent);
  event.target.closest("button").querySelector("span").textContent = t.copied;
});

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text });
  $("recipes").append(area);
  area.select();
  document.execCommand("copy");
  return area.remove();
}

document.documentElement.dataset.ready = "true";
