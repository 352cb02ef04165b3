/* What the Jacobian of three layers costs, multiplied from the right, forward, and from the left, backward. */

Figure.kind("cost", (figure) => {
  const CHOICE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], widths = [...figure.numbers.widths];
  const count = (x) => x.toLocaleString("en-GB");

  function show() {
    const [a, b, c, d] = widths, work = { forward: a * b * c + a * c * d, backward: b * c * d + a * b * d };
    const most = Math.max(...Object.values(work));
    widths.forEach((width, k) => {
      const height = 8 + 26 * Math.log10(width);
      put(figure.mark(`layer ${k}`), { height, y: 86 - height });
      figure.write(`width ${k}`, `n${subscript(k)} = ${width}`);
    });
    for (const [way, x] of Object.entries(work)) {
      put(figure.mark(`bar ${way}`), { width: 180 * x / most });
      figure.write(`count ${way}`, count(x));
    }
    const less = work.forward < work.backward ? "forward" : "backward", ratio = most / work[less];
    figure.say(ratio === 1 ? "Both ways cost the same." :
      `${less === "forward" ? "Forward" : "Backward"} is cheaper, by a factor of ${number(Math.round(10 * ratio) / 10)}, for a Jacobian of shape ${d}\u00a0\u00d7\u00a0${a}.`);
  }

  const parent = figure.grid();
  widths.forEach((width, k) => {
    const range = { min: 0, max: CHOICE.length - 1, value: CHOICE.indexOf(width) };
    figure.slider(`n${subscript(k)}`, range, (index) => {
      widths[k] = CHOICE[index];
      show();
    }, { parent, shown: (index) => String(CHOICE[index]) });
  });
  show();
});
