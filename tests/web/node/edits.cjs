// OpenAI's own SDK for Node, each way it can be called: `node edits.cjs URL KEY DEFAULT_KEY FOLDER` prints one JSON object,
// from the name of each call to what it gave. Pictures are told by their first bytes and their length.
const fs = require("node:fs");
const path = require("node:path");
const OpenAI = require("openai");

const [url, key, defaultKey, folder] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const file = (name) => fs.createReadStream(path.join(folder, name));
const bytes = (name) => fs.readFileSync(path.join(folder, name));
const base = { model: "gpt-image-2", prompt: "Change the background to a sunset over the ocean" };

const told = (answer) => ({
  pictures: answer.data.map((entry) => entry.b64_json ?? entry.url),
  revised: answer.data.map((entry) => entry.revised_prompt),
  size: answer.size,
  quality: answer.quality,
  format: answer.output_format,
  usage: answer.usage,
});

async function refused(call) {
  try {
    await call;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, code: error.code, param: error.param, type: error.type, id: error.requestID };
  }
  throw new Error("it was not refused");
}

async function events(stream) {
  const heard = [];
  for await (const event of stream) heard.push({ type: event.type, index: event.partial_image_index, picture: event.b64_json, usage: event.usage });
  return heard;
}

const CALLS = {
  one_stream: async () => told(await client.images.edit({ ...base, image: file("photo.png") })),
  a_list_with_a_mask_and_options: async () =>
    told(
      await client.images.edit(
        {
          ...base,
          image: [file("photo.png"), await OpenAI.toFile(bytes("photo.png"), "two.png", { type: "image/png" })],
          mask: file("mask.png"),
          n: 2,
          size: "1024x640",
          quality: "low",
          output_format: "jpeg",
          output_compression: 80,
          background: "opaque",
          user: "anna",
          seed: 7,
          fit: "crop",
        },
      ),
    ),
  a_file_of_the_web: async () => told(await client.images.edit({ ...base, image: new File([bytes("photo.png")], "x.png"), size: "auto" })),
  headers: async () => {
    const { data, response, request_id } = await client.images.edit({ ...base, image: file("photo.png"), seed: 11 }).withResponse();
    return { ...told(data), seed: response.headers.get("x-overpaint-seed"), id: request_id, header: response.headers.get("x-request-id") };
  },
  a_link: async () => {
    const answer = await client.images.edit({ ...base, image: file("photo.png"), response_format: "url" });
    const picture = await fetch(answer.data[0].url);
    return { status: picture.status, type: picture.headers.get("content-type") };
  },
  streamed: async () => events(await client.images.edit({ ...base, image: file("photo.png"), stream: true, partial_images: 1 })),
  a_stream_left: async () => {
    const stream = await client.images.edit({ ...base, image: file("photo.png"), stream: true });
    stream.controller.abort();
    return (await client.models.list()).data[0].id;
  },
  ten_at_once: async () => {
    const edits = Array.from({ length: 10 }, () => client.images.edit({ ...base, image: bytesFile() }));
    return (await Promise.all(edits)).map((answer) => answer.data.length);
  },
  models: async () => (await client.models.list()).data.map((model) => model.id),
  one_model: async () => (await client.models.retrieve("gpt-image-2")).id,
  a_bad_size: () => refused(client.images.edit({ ...base, image: file("photo.png"), size: "100x100" })),
  an_unknown_model: () => refused(client.images.edit({ ...base, model: "dall-e-9", image: file("photo.png") })),
  a_wrong_key: () => refused(client.withOptions({ apiKey: "sk-wrong" }).images.edit({ ...base, image: file("photo.png") })),
  a_group_that_may_not: () => refused(client.withOptions({ apiKey: defaultKey }).images.edit({ ...base, image: file("photo.png"), n: 2 })),
  a_streamed_refusal: () => refused(client.images.edit({ ...base, image: file("photo.png"), stream: true, size: "100x100" })),
};

function bytesFile() {
  return new File([bytes("photo.png")], "photo.png", { type: "image/png" });
}

(async () => {
  const given = {};
  for (const [name, call] of Object.entries(CALLS)) {
    try {
      given[name] = await call();
    } catch (error) {
      given[name] = { failed: String(error.stack ?? error) };
    }
  }
  process.stdout.write(JSON.stringify(given));
})();
