/* The light table: pictures in, a line of words, a plan to look at, an edit, before | after. */
import { ApiError, call, edit } from "./api.js";
import { arrivals } from "./arrivals.js";
import { brushes } from "./brushes.js";
import { Chips, promptsIn, tryButton } from "./chips.js";
import { fact, thumbnail } from "./facts.js";
import { picking } from "./picking.js";
import { Strip, opened } from "./pictures.js";
import { recipes } from "./recipes.js";
import { pointing } from "./regions.js";
import { Running } from "./running.js";
import { Stage } from "./stage.js";

const data = JSON.parse(document.getElementById("data").textContent);
const t = data.t;
const $ = (id) => document.getElementById(id);
const prompt = $("prompt");
const fields = $("fields");
const stage = new Stage();
const strip = new Strip($("pictures"), t, { choose: showInput, change: picturesChanged });
const declared = await call(data.operations).then((answer) => answer.json());
const chips = new Chips($("chips"), t, declared, { point: (index) => point(index), offer, measure, change: () => {} });

let masking = false;
const running = new Running(t);
let outcome = null; // {request, pictures, shown, input, …} on the stage
let history = [];
let planning = null;
let planned = "";

/* Pictures come in. */

const arrived = arrivals({
  limits: { images: data.most.images, bytes: data.bytes },
  t,
  there: () => strip.pictures.length,
  add: (pictures) => {
    strip.add(pictures);
    strip.choose(pictures[0]);
    picturesChanged();
  },
  trouble,
});
for (const button of document.querySelectorAll(".sample")) {
  button.addEventListener("click", async () => {
    const blob = await (await fetch(button.dataset.sample)).blob();
    await arrived([new File([blob], button.dataset.name, { type: "image/jpeg" })]);
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

const point = pointing({
  stage,
  size: () => [strip.pictures[0].width, strip.pictures[0].height],
  request: () => strip.pictures.length && !chips.changed && {
    key: `${planned} ${strip.pictures.map(({ id }) => id).join()} ${strip.pictures[0].mask.marks.length}`,
    form: () => filled(settings().filter(([name]) => ["model", "prompt", "partial"].includes(name))),
  },
  ask: (form) => call(as("/console/api/plan"), { method: "POST", body: form }).then((told) => told.json()),
});

/* What the steps of a plan that go by eye come to on the picture; nothing without one. */
let measuring;
async function measure(steps) {
  if (!strip.pictures.length) return null;
  measuring?.abort();
  measuring = new AbortController();
  const form = await filled([...settings().filter(([name]) => ["model", "prompt"].includes(name)), ["plan", JSON.stringify(steps)]]);
  const sent = { method: "POST", body: form, signal: measuring.signal };
  return call(as("/console/api/plan"), sent).then((told) => told.json()).then((told) => told.measured, () => null);
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

/* With the pictures, and the mask where one is painted. */
async function filled(list) {
  const form = new FormData();
  for (const [name, value] of list) form.append(name, value);
  for (const picture of strip.pictures) form.append("image[]", picture.blob, picture.name);
  if (hasMask()) form.append("mask", await strip.pictures[0].mask.png(), "mask.png");
  return form;
}

const hasMask = () => Boolean(strip.pictures[0]) && !strip.pictures[0].mask.empty;
const as = (path) => ($("run-as") ? `${path}?key=${$("run-as").value}` : path);

async function run(seed) {
  if (running.on) return;
  if (!strip.pictures.length) return trouble(t.picture_first);
  if (!prompt.value.trim()) return prompt.focus();
  clearTimeout(pause);
  await plan();
  const list = settings().filter(([name]) => name !== "seed" || seed === undefined);
  if (seed) list.push(["seed", seed]);
  const form = await filled(list);
  if (!form.has("output_format")) form.append("output_format", "png");
  const painted = hasMask();
  const input = strip.pictures[0];
  const request = { words: prompt.value.trim(), list, images: strip.pictures.map(({ name }) => name), painted };
  await carried(form, request, input);
}

async function carried(form, request, input) {
  const began = performance.now();
  quiet();
  running.begin();
  try {
    const told = {
      picture: async (blob) => {
        const picture = await measured(blob);
        if (running.on) stage.show(picture, null, t.on_the_way);
      },
      step: (...told) => running.step(...told),
      queued: (...told) => running.queued(...told),
    };
    const answer = await edit(as("/console/api/edits"), form, told, running.signal);
    const pictures = await Promise.all(answer.pictures.map(async (one) => ({ ...one, ...(await measured(one.blob)) })));
    const done = { request, input: { ...input }, shown: 0, seconds: (performance.now() - began) / 1000, ...answer, pictures };
    if (masking) mask(false);
    history.unshift(done);
    history = history.slice(0, 40);
    showOutcome(done);
  } catch (error) {
    if (error.name !== "AbortError") refused(error);
    if (!outcome) showInput();
    else showOutcome(outcome);
  } finally {
    running.end();
  }
}

async function measured(blob) {
  const picture = await opened(blob, "");
  return { url: picture.url, width: picture.width, height: picture.height };
}

/* After. */

function showOutcome(done) {
  outcome = done;
  const picture = done.pictures[done.shown];
  stage.show(picture, done.input, done.request.words);
  $("said").hidden = false;
  $("sentence").textContent = picture.sentence;
  $("facts").replaceChildren(...(picture.seed === null ? [] : [
    fact("button", t.seed.replace("{seed}", picture.seed), t.seed_again, () => run(picture.seed)),
    fact("button", "", t.dice, () => run("")),
  ]), ...[
    `${done.seconds.toFixed(1)} s`,
    done.size.replace("x", " × "),
    t.tokens.replace("{n}", done.tokens.toLocaleString()),
    ...(done.skipped.length ? [t.skipped.replace("{n}", done.skipped.length)] : []),
  ].map((text) => fact("span", text)));
  const format = picture.blob.type.split("/")[1];
  const name = `${done.input.name.replace(/\.[^.]*$/, "")}-edited.${format === "jpeg" ? "jpg" : format}`;
  Object.assign($("download"), { href: picture.url, download: name });
  drawResults();
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
  const input = await opened(picture.blob, name);
  strip.pictures.splice(0, strip.pictures.length ? 1 : 0, input);
  strip.choose(input);
  prompt.value = "";
  picturesChanged();
  prompt.focus();
});

/* What went wrong, and what would go. */

/* `said`: what the server said, where `text` is what it means in another language. */
function trouble(text, prompts = [], said = "") {
  const box = $("trouble");
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  if (said) {
    const [more, words] = [document.createElement("details"), Object.assign(document.createElement("p"), { textContent: said, lang: "en" })];
    more.append(Object.assign(document.createElement("summary"), { textContent: t.said }), words);
    box.append(more);
  }
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
  // Refusals are in the prompt's language, other errors in English.
  const meant = (!/\p{Script=Han}/u.test(error.message) && data.codes[error.code]) || "";
  trouble((meant || error.message) + wait, nearest.length ? nearest : promptsIn(error.message.split(/nearest|最接近/i)[1] ?? ""), meant && error.message);
  if (error.boxes.length) boxes(error.boxes);
}

/* Boxes are told in pixels of the answer; with size=auto its shape is the picture's. */
function boxes(list) {
  const [width, height] = stage.size;
  const right = Math.max(width, ...list.map((box) => box[3])), bottom = Math.max(height, ...list.map((box) => box[2]));
  stage.outline(list.map(([top, left, low, far], index) => (
    { box: [top / bottom, left / right, low / bottom, far / right], label: String(index + 1) }
  )));
}

/* The mask. */

const brush = brushes({ stage, mask: () => strip.pictures[0].mask, changed: () => plan() });

const pick = picking({
  stage,
  picture: () => masking && strip.pictures[0],
  brush,
  ask: (form) => call(as("/console/api/plan"), { method: "POST", body: form }).then((told) => told.json()),
  refused,
  t,
});
/* "brush", "eraser" or "pick". */
function hold(tool) {
  if (!masking) mask(true);
  pick.use(tool === "pick");
  brush.tool(tool === "pick" ? null : tool === "eraser");
}
for (const tool of ["brush", "eraser", "pick"]) $(tool).addEventListener("click", () => hold(tool));

function mask(on) {
  const first = strip.pictures[0];
  masking = Boolean(on && first);
  pick.use(false);
  brush.tool(false);
  $("mask-mode").setAttribute("aria-pressed", String(masking));
  $("mask-tools").hidden = !masking;
  if (masking) {
    strip.chosen = first;
    strip.draw();
    outcome = null;
    $("said").hidden = true;
    brush.soften(first.mask);
    stage.paint(first.mask);
    stage.show(first, null, t.input.replace("{name}", first.name));
    drawResults();
  } else {
    stage.paint(null);
    if (outcome) showOutcome(outcome);
    else stage.show(strip.chosen, null, strip.chosen?.name ?? "");
  }
}

$("mask-mode").addEventListener("click", () => (strip.pictures.length ? mask(!masking) : trouble(t.picture_first)));
$("select").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = $("select-words").value.trim();
  const first = strip.pictures[0];
  if (!words || running.on) return;
  const form = new FormData();
  const asked = t.cut_out.replace("{thing}", words);
  const fixed = { model: data.model, prompt: asked, size: "auto", fit: "stretch", output_format: "png" };
  for (const [name, value] of Object.entries(fixed)) form.append(name, value);
  form.append("image[]", first.blob, first.name);
  quiet();
  running.begin();
  try {
    const told = { picture: () => {}, step: (text) => running.step(text), queued: (...told) => running.queued(...told) };
    const { pictures: [{ blob }] } = await edit(as("/console/api/edits"), form, told, running.signal);
    const image = await createImageBitmap(blob);
    brush.change((one) => one.push({ kind: "image", image, how: "add" }));
    $("select-words").value = "";
  } catch (error) {
    if (error.name !== "AbortError") refused(error);
  } finally {
    running.end();
  }
});

/* Keys; in a field they are letters. */

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && running.on) return running.cancel();
  if (event.target.closest("input:not([type=range]), textarea, select, dialog") || event.altKey) return undefined;
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && masking) {
    event.preventDefault();
    return brush.change((one) => one.undo());
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
  const keys = {
    b: () => hold("brush"),
    e: () => hold("eraser"),
    s: () => hold("pick"),
    "[": () => brush.resize(-4),
    "]": () => brush.resize(4),
    Escape: () => masking && mask(false),
    "/": () => prompt.focus(),
  };
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

recipes(() => outcome.request, t);

document.documentElement.dataset.ready = "true";
