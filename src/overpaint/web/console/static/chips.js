/* The plan as chips under the line: what · where · how much, each to be opened, changed, taken away. */
import { icon } from "./pictures.js";

const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

export class Chips {
  constructor(list, t, declared, on) {
    Object.assign(this, { list, t, declared, on, answer: null, plan: null, touched: false });
    document.addEventListener("click", (event) => { if (!event.composedPath().some((one) => one.classList?.contains("chip"))) this.#close(); });
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.list.querySelector(".knobs")) return;
      event.stopPropagation();
      this.list.querySelector("[aria-expanded=true]").focus();
      this.#close();
    });
  }

  /* What the server read; a plan that was changed by hand counts until the words change. */
  show(answer) {
    Object.assign(this, { answer, plan: answer?.plan ?? null, touched: false });
    this.draw();
  }

  /* The plan to send, where it is not what the words alone would give. */
  get changed() { return this.touched ? this.plan : null; }

  draw() {
    this.list.replaceChildren();
    if (!this.plan) return;
    this.plan.steps.forEach((step, index) => this.list.append(this.#step(step, index)));
    for (const where of this.plan.keep) this.list.append(this.#keep(where));
    if (!this.touched) for (const refusal of [...this.plan.refusals, ...this.plan.skipped]) this.list.append(this.#refusal(refusal));
    const told = this.plan.refusals.length + this.plan.skipped.length;
    if (this.answer?.refusal && !told && !this.touched) {
      this.list.append(this.#refusal({ reason: this.answer.refusal.message, nearest: "", clause: "" }));
    }
  }

  #step(step, index) {
    const declared = this.declared.operations[step.operation] ?? { title: "", parameters: {} };
    const chip = make("li", "chip");
    const what = make("button", "what");
    what.type = "button";
    const names = Object.keys(declared.parameters);
    const given = names.filter((name) => name in step.params);
    const amount = given.map((name) => shown(step.params[name], declared.parameters[name], this.t)).filter(Boolean).slice(0, 2);
    const others = Object.entries(step.params)
      .filter(([name, value]) => !names.includes(name) && typeof value !== "object")
      .map(([, value]) => this.declared.scenes[value] ?? String(value));
    const parts = [make("b", "", declared.title || step.clause || step.operation), make("span", "", placeWords(step.where, this.t))];
    const much = [...amount, ...others].join(", ");
    if (much) parts.push(make("span", "", much));
    parts.forEach((part, at) => what.append(...(at ? [make("i", "", "·"), part] : [part])));
    if (names.length) {
      what.setAttribute("aria-expanded", "false");
      what.addEventListener("click", () => this.#open(chip, what, step, declared));
    }
    this.#pointed(chip, index);
    const off = Object.assign(make("button", "off"), { type: "button", innerHTML: icon("close") });
    off.setAttribute("aria-label", this.t.remove_step.replace("{step}", declared.title || step.clause));
    off.addEventListener("click", () => {
      this.plan = { ...this.plan, steps: this.plan.steps.filter((other) => other !== step), refusals: [], skipped: [] };
      this.#touch();
    });
    chip.append(what, off);
    return chip;
  }

  #keep(where) {
    const chip = make("li", "chip keep");
    const what = make("button", "what alone");
    what.type = "button";
    what.innerHTML = icon("lock");
    what.append(make("span", "", this.t.kept.replace("{place}", placeWords(where, this.t))));
    const off = Object.assign(make("button", "off"), { type: "button", innerHTML: icon("close") });
    off.setAttribute("aria-label", this.t.remove_keep);
    off.addEventListener("click", () => {
      this.plan = { ...this.plan, keep: this.plan.keep.filter((other) => other !== where) };
      this.#touch();
    });
    this.#pointed(chip, -1);
    chip.append(what, off);
    return chip;
  }

  #pointed(chip, index) {
    for (const name of ["pointerenter", "focusin"]) chip.addEventListener(name, () => this.on.point(index));
    for (const name of ["pointerleave", "focusout"]) chip.addEventListener(name, () => this.on.point(null));
  }

  #refusal({ clause, reason, nearest }) {
    const chip = make("li", "chip refused");
    const what = make("button", "what");
    what.type = "button";
    what.innerHTML = icon("warn");
    const words = make("span");
    words.append(...(clause ? [make("b", "", clause), ": "] : []), reason);
    what.append(words);
    chip.append(what);
    this.on.offer(promptsIn(nearest), chip);
    return chip;
  }

  #open(chip, what, step, declared) {
    const open = what.getAttribute("aria-expanded") === "true";
    this.#close();
    if (open) return;
    what.setAttribute("aria-expanded", "true");
    const knobs = make("div", "knobs");
    const eye = Object.entries(declared.parameters).find(([, control]) => control.beside);
    for (const [name, control] of Object.entries(declared.parameters)) {
      if (control === eye?.[1]) knobs.append(this.#eye(step, eye, declared));
      else if (name !== eye?.[1].beside) knobs.append(this.#knob(step, name, control));
    }
    chip.append(knobs);
    const over = knobs.getBoundingClientRect().right - innerWidth + 12;
    if (over > 0 && innerWidth > 760) knobs.style.left = `${-over}px`;
    knobs.querySelector("input, select")?.focus();
  }

  #close() {
    const open = this.list.querySelector(".knobs");
    if (!open) return;
    open.remove();
    for (const button of this.list.querySelectorAll("[aria-expanded=true]")) button.setAttribute("aria-expanded", "false");
    this.draw();
  }

  /* A strength goes by eye, or is a number: one slider, and what it comes to. `eye`: the degree's [name, control]. */
  #eye(step, [degree, control], declared) {
    const box = make("div", "eye");
    const [number, beside] = [control.beside, declared.parameters[control.beside]];
    const told = make("p", "fine");
    told.setAttribute("aria-live", "polite");
    let value; // what the degree comes to on the picture, once that is known
    const measure = async () => {
      const found = await this.on.measure(this.plan);
      value = found?.find((one) => one.step === this.plan.steps.indexOf(step) && one.parameter === number)?.value;
      const besides = step.params[number] ? this.t.besides.replace("{value}", shown(step.params[number], beside, this.t)) : "";
      told.textContent = (value === undefined ? this.t.by_eye_text : this.t.comes_to.replace("{value}", shown(value, beside, this.t))) + besides;
    };
    const draw = () => {
      const asNumber = Boolean(step.params[number]) && !step.params[degree];
      const other = Object.assign(make("button", "quiet", asNumber ? this.t.go_by_eye : this.t.as_number), { type: "button" });
      other.addEventListener("click", () => {
        const given = (step.params[number] ?? 0) + (value ?? 0);
        step.params = { ...step.params, [number]: asNumber ? 0 : Number(given.toFixed(3)) || (step.params[degree] < 0 ? -0.1 : 0.1), [degree]: asNumber ? Math.sign(given) * 0.5 : 0 };
        this.touched = true;
        this.on.change();
        draw();
        box.querySelector("input").focus();
      });
      const knob = asNumber ? this.#knob(step, number, beside) : this.#knob(step, degree, { ...control, title: beside.title, sentence: "" });
      box.replaceChildren(knob, ...(asNumber ? [] : [told]), other);
      value = undefined;
      if (asNumber) return;
      measure();
      knob.querySelector("input").addEventListener("change", measure);
    };
    draw();
    return box;
  }

  #knob(step, name, control) {
    const label = make("label", "");
    const head = make("span", "", "");
    const value = step.params[name] ?? control.default;
    const output = make("output", "", shown(value, control, this.t));
    head.append(control.title[0].toUpperCase() + control.title.slice(1), ...(control.kind === "slider" ? [output] : []));
    const input = control.kind === "choice" ? make("select", "") : make("input", "");
    if (control.kind === "choice") {
      for (const [choice, called] of Object.entries(control.choices)) input.append(new Option(called, choice, false, choice === String(value)));
    } else if (control.kind === "slider") {
      const low = Math.min(control.low, value ?? control.low), high = Math.max(control.high, value ?? control.high);
      Object.assign(input, { type: "range", min: low, max: high, step: control.whole ? 1 : (high - low) / 100 });
      input.value = value ?? low;
    } else {
      input.type = { tick: "checkbox", colour: "color", text: "text" }[control.kind];
      if (control.kind === "tick") input.checked = Boolean(value);
      else input.value = value ?? "";
    }
    input.addEventListener(control.kind === "slider" ? "input" : "change", () => {
      const given = control.kind === "tick" ? input.checked : control.kind === "slider" ? Number(Number(input.value).toFixed(3)) : input.value;
      step.params = { ...step.params, [name]: given };
      this.touched = true;
      output.textContent = shown(given, control, this.t);
      this.on.change();
    });
    label.append(head, input, ...(control.sentence ? [make("span", "fine", control.sentence)] : []));
    return label;
  }

  #touch() {
    this.touched = true;
    this.plan.refusals = [];
    this.plan.skipped = [];
    this.draw();
    this.on.change();
  }
}

/* The quoted requests of a sentence such as: Nearest: change the background (“white background”). */
export const promptsIn = (sentence) => [...sentence.matchAll(/[“"「]([^”"」]{2,120})[”"」]/g)].map((found) => found[1]).slice(0, 3);

export function tryButton(prompt, t, take) {
  const button = make("button", "try", prompt);
  button.type = "button";
  button.title = t.take;
  button.addEventListener("click", () => take(prompt));
  return button;
}

function shown(value, control, t) {
  if (control.beside) {
    const far = Math.abs(value ?? 0);
    return far < 0.005 ? t.unchanged : `${value < 0 ? "−" : "+"} ${t.degrees[Math.min(3, Math.max(0, Math.round(far * 4) - 1))]}`;
  }
  if (value === null || value === undefined) return "";
  if (control.kind === "choice") return control.choices[value] ?? String(value);
  if (control.kind !== "slider") return typeof value === "boolean" ? (value ? control.title : "") : String(value);
  const number = control.whole ? String(value) : String(Number(Number(value).toFixed(2)));
  return `${control.low < 0 && value > 0 ? "+" : ""}${number.replace("-", "−")}${control.unit ? ` ${control.unit}` : ""}`;
}

/* A place as the prompt has it, where it has words for it. */
export function placeWords(where, t) {
  if (!where || where.type === "whole") return t.whole;
  if (where.type === "sent") return t.sent;
  if (where.type === "text") return `“${where.content}”`;
  if (where.type === "named") return where.words || t.kinds[where.kind] || where.kind;
  if (where.type === "side") return t.side.replace("{side}", t.sides[where.side]).replace("{place}", placeWords(where.of, t));
  if (where.type === "minus") return t.without.replace("{place}", placeWords(where.of, t)).replace("{other}", placeWords(where.without, t));
  if (where.parts) return where.parts.map((part) => placeWords(part, t)).join(t.and);
  return placeWords(where.of, t);
}
