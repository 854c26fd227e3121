/* The request on the stage as something to paste: curl, Python, JavaScript, each with a placeholder for the key. */
import { copyText } from "./shell.js";

const shell = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
const quoted = (text) => JSON.stringify(text);

const $ = (id) => document.getElementById(id);

/* The dialog. `request()`: {list, images, painted} of what is on the stage. */
export function recipes(request, t) {
  let language = "curl";
  const draw = () => {
    const { list, images, painted } = request();
    $("recipe-text").textContent = recipe(language, location.origin, list, images, painted);
    for (const button of document.querySelectorAll("[data-recipe]")) {
      button.setAttribute("aria-pressed", String(button.dataset.recipe === language));
    }
  };
  $("recipe").addEventListener("click", () => { draw(); $("recipes").showModal(); });
  $("recipes-close").addEventListener("click", () => $("recipes").close());
  for (const button of document.querySelectorAll("[data-recipe]")) {
    button.addEventListener("click", () => { language = button.dataset.recipe; draw(); });
  }
  $("recipe-copy").addEventListener("click", async (event) => {
    await copyText($("recipe-text"));
    event.target.closest("button").querySelector("span").textContent = t.copied;
  });
}

/* `fields`: [[name, value]] without files; `images`: file names; `mask`: whether one goes along. */
function recipe(language, base, fields, images, mask) {
  return { curl, Python: python, JavaScript: javascript }[language](base, fields, images, mask);
}

function curl(base, fields, images, mask) {
  const lines = [
    `curl ${base}/v1/images/edits -H "Authorization: Bearer $OVERPAINT_KEY"`,
    ...fields.map(([name, value]) => `-F ${shell(`${name}=${value}`)}`),
    ...images.map((name) => `-F ${shell(`image[]=@${name}`)}`),
    ...(mask ? ["-F 'mask=@mask.png'"] : []),
    "-o answer.json",
  ];
  return lines.join(" \\\n  ");
}

// What the SDK's method takes by name; the others are Overpaint's own.
const KNOWN = new Set(["model", "prompt", "n", "size", "quality", "background", "output_format", "output_compression"]);
const typed = (name, value) => (["n", "output_compression", "seed"].includes(name) ? String(value) : name === "partial" ? "True" : quoted(value));

function python(base, fields, images, mask) {
  const opened = images.map((name) => `open(${quoted(name)}, "rb")`);
  const own = fields.filter(([name]) => !KNOWN.has(name)).map(([name, value]) => `${quoted(name)}: ${typed(name, value)}`);
  return [
    "import base64",
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url="${base}/v1", api_key="sk-…")`,
    "answer = client.images.edit(",
    `    image=${opened.length === 1 ? opened[0] : `[${opened.join(", ")}]`},`,
    ...(mask ? ['    mask=open("mask.png", "rb"),'] : []),
    ...fields.filter(([name]) => KNOWN.has(name)).map(([name, value]) => `    ${name}=${typed(name, value)},`),
    ...(own.length ? [`    extra_body={${own.join(", ")}},`] : []),
    ")",
    "for number, picture in enumerate(answer.data):",
    '    open(f"edited-{number}.png", "wb").write(base64.b64decode(picture.b64_json))',
  ].join("\n");
}

function javascript(base, fields, images, mask) {
  return [
    'import { openAsBlob } from "node:fs";',
    'import { writeFile } from "node:fs/promises";',
    "",
    "const form = new FormData();",
    ...fields.map(([name, value]) => `form.append(${quoted(name)}, ${quoted(String(value))});`),
    ...images.map((name) => `form.append("image[]", await openAsBlob(${quoted(name)}), ${quoted(name)});`),
    ...(mask ? ['form.append("mask", await openAsBlob("mask.png"), "mask.png");'] : []),
    `const answer = await fetch("${base}/v1/images/edits", {`,
    '  method: "POST",',
    '  headers: { authorization: "Bearer sk-…" },',
    "  body: form,",
    "}).then((response) => response.json());",
    "if (answer.error) throw new Error(answer.error.message);",
    'for (const [number, { b64_json }] of answer.data.entries()) await writeFile(`edited-${number}.png`, Buffer.from(b64_json, "base64"));',
  ].join("\n");
}
