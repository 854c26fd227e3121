/* The toolbar of the mask: brush, eraser, size, feather, invert, undo. */

const $ = (id) => document.getElementById(id);

/* `mask()`: the one on the stage; `changed()`: it is another now. Returns what keys may ask for. */
export function brushes({ stage, mask, changed }) {
  // Of strokes and of images, in thousandths of the picture's longer side.
  const soft = { stroke: 10, image: 0 };
  const kind = () => (stage.tool.pick ? "image" : "stroke");
  const soften = (one, of) => one.soften(of, (soft[of] / 1000) * Math.max(one.width, one.height));
  const size = () => { stage.tool.size = (Number($("brush-size").value) / 100) ** 1.5 * 0.6; };

  function change(how) {
    how(mask());
    stage.redraw();
    changed();
  }

  /* `erase`: the eraser; null: neither, something else has the hand. */
  function tool(erase) {
    stage.tool.erase = Boolean(erase);
    $("brush").setAttribute("aria-pressed", String(erase === false));
    $("eraser").setAttribute("aria-pressed", String(erase === true));
    $("feather").value = soft[kind()];
  }

  function resize(by) {
    $("brush-size").value = Number($("brush-size").value) + by;
    size();
  }

  size();
  stage.changed = changed;
  $("brush-size").addEventListener("input", size);
  $("feather").addEventListener("input", () => change((one) => {
    soft[kind()] = Number($("feather").value);
    soften(one, kind());
  }));
  $("invert").addEventListener("click", () => change((one) => one.invert()));
  $("undo").addEventListener("click", () => change((one) => one.undo()));
  $("clear").addEventListener("click", () => change((one) => one.clear()));
  return { change, tool, resize, soften: (one) => Object.keys(soft).forEach((of) => soften(one, of)) };
}
