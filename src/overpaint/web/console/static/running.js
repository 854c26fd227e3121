/* While an edit runs: what it is at, how many stand before it, and the way to stop it. */
import { call } from "./api.js";

const $ = (id) => document.getElementById(id);

export class Running {
  #controller = null;
  #watch = 0;

  constructor(t) {
    this.t = t;
    $("cancel").addEventListener("click", () => this.cancel());
  }

  get on() { return this.#controller !== null; }
  get signal() { return this.#controller.signal; }
  cancel() { this.#controller?.abort(); }

  begin() {
    this.#controller = new AbortController();
    $("run").disabled = true;
    $("running").hidden = false;
    this.#show(this.t.running, 0);
    // Until the edit itself tells something: what the whole queue is like.
    this.#watch = setInterval(async () => {
      const { waiting, seconds } = await call("/console/api/queue").then((answer) => answer.json()).catch(() => ({}));
      if (waiting && this.#watch) this.#show(this.#counted(this.t.waiting, waiting, seconds), 0);
    }, 1500);
  }

  step(text, step, steps) {
    this.#quiet();
    this.#show(text, steps ? step / steps : 0);
  }

  queued(ahead, seconds) {
    this.#quiet();
    if (ahead) this.#show(this.#counted(this.t.before_you, ahead, seconds), 0);
  }

  end() {
    this.#quiet();
    this.#controller = null;
    $("run").disabled = false;
    $("running").hidden = true;
  }

  #counted(words, count, seconds) { return words.replace("{n}", count).replace("{s}", Math.max(1, Math.round(seconds))); }

  #quiet() {
    clearInterval(this.#watch);
    this.#watch = 0;
  }

  #show(text, share) {
    $("running-text").textContent = text;
    const bar = document.querySelector(".bar");
    bar.classList.toggle("known", share > 0);
    bar.style.transform = share > 0 ? `scaleX(${share})` : "";
  }
}
