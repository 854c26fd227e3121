/* Calls to the server. An edit is read as it comes: pictures on the way where the server streams, the plain answer where not. */
const csrf = document.querySelector('meta[name="csrf"]').content;

export class ApiError extends Error {
  constructor(status, error, retryAfter) {
    super(error.message);
    Object.assign(this, { status, code: error.code, param: error.param, boxes: error.boxes ?? [], retryAfter });
  }
}

export async function call(path, { method = "GET", body, json, signal } = {}) {
  const headers = { "x-csrf-token": csrf };
  if (json !== undefined) headers["content-type"] = "application/json";
  const sent = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(path, { method, headers, body: sent, signal, credentials: "same-origin" });
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  throw new ApiError(response.status, told.error ?? { message: response.statusText }, Number(response.headers.get("retry-after")) || 0);
}

export async function blobOf(base64, format) {
  return (await fetch(`data:image/${format};base64,${base64}`)).blob();
}

// What an older server does not know; each is left out once it has said so.
const extras = new Map([["stream", "true"], ["partial_images", "3"], ["progress", "true"]]);

/* Resolves to {pictures: [{blob, sentence, seed}], size, quality, skipped}. `told`: {picture(blob, index), step(text, step, steps), queued(ahead, seconds)}. */
export async function edit(path, form, told, signal) {
  const sent = new FormData();
  for (const [name, value] of extras) sent.append(name, value);
  for (const [name, value] of form) sent.append(name, value);
  let response;
  try {
    response = await call(path, { method: "POST", body: sent, signal });
  } catch (error) {
    if (!extras.has(error.param)) throw error;
    if (error.param === "stream") extras.clear();
    else extras.delete(error.param);
    return edit(path, form, told, signal);
  }
  const format = form.get("output_format");
  if (response.headers.get("content-type").startsWith("text/event-stream")) return streamed(response, form, told);
  const answer = await response.json();
  const seed = response.headers.get("x-overpaint-seed");
  const pictures = await Promise.all(answer.data.map(async (one, index) => (
    { blob: await blobOf(one.b64_json, format), sentence: one.revised_prompt, seed: seed === null ? null : String(BigInt(seed) + BigInt(index)) }
  )));
  return { pictures, size: answer.size, tokens: answer.usage.total_tokens, skipped: answer.skipped ?? [] };
}

async function streamed(response, form, told) {
  const format = form.get("output_format");
  const answer = { pictures: [], skipped: [], tokens: 0 };
  for await (const event of events(response.body)) {
    if (event.error) throw new ApiError(response.status, event.error, 0);
    if (event.type === "image_edit.partial_image") told.picture(await blobOf(event.b64_json, format), event.index ?? 0);
    else if (event.type === "image_edit.completed") {
      // A seed may have more digits than a number in JSON keeps: one that was asked for is counted on from.
      const none = event.seed === undefined || event.seed === null;
      const seed = none ? null : form.has("seed") ? String(BigInt(form.get("seed")) + BigInt(answer.pictures.length)) : String(event.seed);
      answer.pictures.push({ blob: await blobOf(event.b64_json, format), sentence: event.revised_prompt ?? "", seed });
      Object.assign(answer, { size: event.size, tokens: answer.tokens + event.usage.total_tokens, skipped: event.skipped ?? answer.skipped });
    } else if (event.type === "overpaint.queued") told.queued(event.ahead, event.seconds);
    else if (event.text) told.step(event.text, event.step, event.steps);
  }
  if (!answer.pictures.length) throw new ApiError(response.status, { message: "The stream ended without a picture." }, 0);
  return answer;
}

/* The JSON of each server-sent event; comments are passed over. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const from = Math.max(0, rest.length - 1);
    rest += value;
    for (let end = rest.indexOf("\n\n", from); end >= 0; end = rest.indexOf("\n\n")) {
      const data = rest.slice(0, end).split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("");
      rest = rest.slice(end + 2);
      if (data && data !== "[DONE]") yield JSON.parse(data);
    }
  }
}
