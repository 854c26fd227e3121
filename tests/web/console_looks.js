// Evaluated in a page by test_console_in_a_browser.py. Each function lists what is wrong; nothing is.
({
  // Words with too little contrast to the ground behind them (WCAG 2: 4.5 to 1; 3 to 1 for large letters). Not over pictures.
  faint: () => {
    const light = (text) => {
      const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map((one) => one / 255)
        .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (node) => {
      for (let one = node; one; one = one.parentElement) {
        const colour = getComputedStyle(one).backgroundColor;
        if (!/, 0\)|transparent/.test(colour)) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
      const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
      if (!own || !node.checkVisibility() || node.closest("[disabled], svg, .sr, .tag, .over, option, script, datalist")) continue;
      const style = getComputedStyle(node);
      const [high, low] = [light(style.color), light(ground(node))].sort((one, other) => other - one);
      const wanted = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
      if ((high + 0.05) / (low + 0.05) < wanted) found.push(`${node.tagName} ${node.className}: ${node.textContent.trim().slice(0, 30)}`);
    }
    return found;
  },

  // Controls that a screen reader can't name.
  nameless: () => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true]"))
    .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length || one.title))
    .map((one) => one.outerHTML.slice(0, 120)),

  // What a finger has to hit, under 44 pixels high.
  small: () => [...document.querySelectorAll("main :is(button, select, .button, input:not([type=hidden])), nav a, summary.button")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("label, .sr"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, { width, height }]) => width > 1 && height < 44 && getComputedStyle(one).opacity !== "0")
    .map(([one, { height }]) => `${one.id || one.className || one.outerHTML.slice(0, 80)} ${height}`),
})
