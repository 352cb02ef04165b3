/* An entry of X, its column of the Jacobian B^T (x) A of AXB, and the entries of AXB that it moves. */

Figure.kind("vec-product", (figure) => {
  const { J, start } = figure.numbers, X = figure.numbers.X.map((row) => [...row]);
  const m = X.length, p = figure.numbers.F.length, size = m * X[0].length;
  const entry = (k) => `X ${k % m} ${Math.floor(k / m)}`;
  const name = (k) => `x${subscript(k % m + 1, Math.floor(k / m) + 1)}`;
  const pair = (r) => `(${r % p + 1},\u00a0${Math.floor(r / p) + 1})`; // where entry r of vec AXB stands in AXB
  let chosen = start;

  function light(k) {
    chosen = k;
    const moved = J.flatMap((row, r) => (row[k] ? [r] : []));
    const inF = moved.flatMap((r) => [`f ${r} 0`, `F ${r % p} ${Math.floor(r / p)}`]);
    figure.only("lit", [entry(k), `x ${k} 0`, ...J.map((_, r) => `J ${r} ${k}`), ...inF]);
    radios.forEach((radio, l) => put(radio, { "aria-checked": l === k, tabindex: l === k ? 0 : -1 }));
    return moved;
  }

  function tell(moved) {
    const effect = moved.map((r) => `entry\u00a0${pair(r)} by ${number(J[r][chosen])}`);
    figure.say(`${name(chosen)} is entry ${chosen + 1} of vec X. If it grows by 1, column ${chosen + 1} of B\u1d40\u00a0\u2297\u00a0A ` +
      `says how AXB grows: ${effect.join(", ")}.`);
  }

  function add(step) {
    X[chosen % m][Math.floor(chosen / m)] += step;
    const x = X[0].flatMap((_, j) => X.map((row) => [row[j]]));
    const f = times(J, x);
    figure.writeMatrix("X", X);
    figure.writeMatrix("x", x);
    figure.writeMatrix("f", f);
    f.forEach(([v], r) => figure.write(`F ${r % p} ${Math.floor(r / p)}`, v));
    label(chosen);
    const now = J.flatMap((row, r) => (row[chosen] ? [`${pair(r)} is ${number(f[r][0])}`] : []));
    figure.say(`${name(chosen)} is ${number(x[chosen][0])} now. Of AXB, entry ${now.join(", entry ")}.`);
  }

  const label = (k) => put(radios[k], { "aria-label": `${name(k)}, ${X[k % m][Math.floor(k / m)]}` });
  const radios = Array.from({ length: size }, (_, k) => figure.mark(entry(k)));
  const group = document.createElementNS(figure.svg.namespaceURI, "g");
  put(group, { role: "radiogroup", "aria-label": "an entry of X" });
  put(figure.svg, { role: "group" });
  radios[0].before(group);
  group.append(...radios);
  radios.forEach((radio, k) => {
    put(radio, { role: "radio" });
    label(k);
    radio.addEventListener("focus", () => tell(light(k)));
    for (const mark of [radio, figure.mark(`x ${k} 0`)]) {
      mark.classList.add("choice");
      mark.addEventListener("pointerenter", () => tell(light(k)));
    }
  });
  const STEPS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: m, ArrowLeft: -m };
  group.addEventListener("keydown", (event) => {
    const next = chosen + (STEPS[event.key] ?? NaN);
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    radios[clamp(next, 0, size - 1)].focus();
  });
  figure.button("Add 1", () => add(1));
  figure.button("Take 1 away", () => add(-1));
  tell(light(start));
});
