/* Where the steps of a plan would take effect, asked of the finders when somebody points at a chip. */

/* Returns `point(index)`: outline what step `index` touches, what is kept for -1, nothing for null. `request()`: what is on the
   stage, {key, form()}, or nothing to ask about; `ask(form)`: its plan. */
export function pointing({ stage, size, request, ask }) {
  let asked = "";
  let answer = null;
  let unseen = false; // a server that plans without pictures
  let turn = 0;

  async function look(about) {
    if (asked !== about.key) {
      asked = about.key;
      answer = about.form().then(ask).catch((error) => {
        unseen ||= error.code === "unsupported_content_type";
        return null;
      });
    }
    return answer;
  }

  return async function point(index) {
    const mine = ++turn;
    stage.outline([]);
    const about = index === null || unseen ? null : request();
    if (!about) return;
    const [width, height] = size();
    const told = await look(about);
    if (mine !== turn || !told?.regions || !stage.shows(width, height)) return;
    const found = told.regions.filter(({ steps, kept }) => (index < 0 ? kept : steps.includes(index)));
    stage.outline(found.filter(({ route }) => route !== "whole").map((region) => shared(region, width, height)));
  };
}

/* In shares of the picture, with its name and how sure the finders are. */
function shared({ name, confidence, things, outline }, width, height) {
  const xs = outline.flat().map(([x]) => x), ys = outline.flat().map(([, y]) => y);
  const [top, left, bottom, right] = things[0]?.box ?? [Math.min(...ys), Math.min(...xs), Math.max(...ys), Math.max(...xs)];
  return {
    box: [top / height, left / width, bottom / height, right / width],
    outline: outline.map((polygon) => polygon.map(([x, y]) => [x / width, y / height])),
    label: `${name} ${Math.round(confidence * 100)} %`,
  };
}
