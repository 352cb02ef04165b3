/* X moves by dX: F(X + dX), its linear approximation F + dF, and the rest, which goes like |dX|^2; F(X) = X^2. */

Figure.kind("change", (figure) => {
  const { X, planes } = figure.numbers, MOST = 0.6;
  const [left, right, size] = ["left", "right", "size"].map((name) => planeOf(planes[name]));
  const F = times(X, X), columnOf = (M, j) => M.map((row) => row[j]);
  let dX = figure.numbers.dX.map((row) => [...row]);

  function show() {
    const there = times(plus(X, dX), plus(X, dX)), near = plus(F, plus(times(X, dX), times(dX, X)));
    const rest = plus(there, near, -1), moved = plus(X, dX);
    for (const j of [0, 1]) {
      left.line(figure.mark(`arrow ${j}`), [0, 0], columnOf(moved, j));
      left.dot(figure.mark(`tip ${j}`), columnOf(moved, j));
      right.line(figure.mark(`gap ${j}`), columnOf(there, j), columnOf(near, j));
      right.dot(figure.mark(`near ${j}`), columnOf(near, j));
      right.dot(figure.mark(`there ${j}`), columnOf(there, j));
    }
    figure.writeMatrix("rest", rest);
    size.dot(figure.mark("size"), [norm(dX), norm(rest)].map((x, i) => clamp(Math.log10(x), i ? -4 : -2, 0.4)));
    set(dX);
    return [norm(dX), norm(rest)].map((x) => (x ? x.toPrecision(2) : "0"));
  }

  function tell([change, rest]) {
    figure.say(`|dX| is ${change}, and the rest ${rest}.`);
  }

  function moveTo(j, a, b) {
    [a, b].forEach((x, i) => (dX[i][j] = clamp(x - X[i][j], -MOST, MOST)));
    tell(show());
  }

  const set = figure.sliders((i, j) => `dx${subscript(i + 1, j + 1)}`, dX, { min: -MOST, max: MOST, step: 0.05 }, (i, j, x) => {
    dX[i][j] = x;
    tell(show());
  });
  figure.button("Halve dX", () => {
    const before = show();
    dX = dX.map((row) => row.map((x) => x / 2));
    const [change, rest] = show();
    figure.say(`|dX| went from ${before[0]} to ${change}, and the rest from ${before[1]} to ${rest}: a quarter.`);
  });
  [0, 1].forEach((j) => figure.drag(`tip ${j}`, left, (a, b) => moveTo(j, a, b)));
  tell(show());
});
