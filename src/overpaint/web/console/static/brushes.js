/* The toolbar of the mask: brush, eraser, size, feather, invert, undo. */

const $ = (id) => document.getElementById(id);

/* `mask()`: the one on the stage; `changed()`: it is another now. Returns what keys may ask for. */
export function brushes({ stage, mask, changed }) {
  const feather = (one) => (Number($("feather").value) / 1000) * Math.max(one.width, one.height);
  const size = () => { stage.tool.size = (Number($("brush-size").value) / 100) ** 1.5 * 0.6; };

  function change(how) {
    how(mask());
    stage.redraw();
    changed();
  }

  function tool(erase) {
    stage.tool.erase = erase;
    $("brush").setAttribute("aria-pressed", String(!erase));
    $("eraser").setAttribute("aria-pressed", String(erase));
  }

  function resize(by) {
    $("brush-size").value = Number($("brush-size").value) + by;
    size();
  }

  size();
  stage.changed = changed;
  $("brush").addEventListener("click", () => tool(false));
  $("eraser").addEventListener("click", () => tool(true));
  $("brush-size").addEventListener("input", size);
  $("feather").addEventListener("input", () => change((one) => one.soften(feather(one))));
  $("invert").addEventListener("click", () => change((one) => one.invert()));
  $("undo").addEventListener("click", () => change((one) => one.undo()));
  $("clear").addEventListener("click", () => change((one) => one.clear()));
  return { change, tool, resize, soften: (one) => one.soften(feather(one)) };
}
