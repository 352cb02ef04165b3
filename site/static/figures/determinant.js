/* The second column of X moves: the area, the row of the adjugate, and the line on which the area stays the same. */

Figure.kind("determinant", (figure) => {
  const { X, row: [row], det, plane: drawn } = figure.numbers, plane = planeOf(drawn);
  const first = [X[0][0], X[1][0]], before = [X[0][1], X[1][1]];
  let second = before;

  function show() {
    const [a, b] = second, area = first[0] * b - first[1] * a, step = second.map((x, i) => x - before[i]);
    const along = (t) => [a + t * first[0], b + t * first[1]];
    plane.area(figure.mark("area"), [0, 0], first, along(1), second);
    plane.line(figure.mark("level"), along(-0.85), along(1.2));
    plane.line(figure.mark("row"), second, second.map((x, i) => x + 0.4 * row[i]));
    plane.dot(figure.mark("tip"), second);
    figure.write("det", area);
    set(second.map((x) => [x]));
    const change = row[0] * step[0] + row[1] * step[1], pair = (v) => `(${v.map((x) => number(x)).join(", ")})`;
    figure.say(second === before ? `det X is ${number(det)}. A step of the second column adds ${pair(row)} times the step.` :
      `The second column moved by ${pair(step)}. Row 2 of the adjugate, ${pair(row)}, times that is ` +
      `${number(change)}: det X went from ${number(det)} to ${number(area)}, exactly.`);
  }

  const set = figure.sliders((i) => `x${subscript(i + 1, 2)}`, before.map((x) => [x]), { min: -1, max: 4, step: 0.1 }, (i, _, x) => {
    second = second.map((y, k) => (k === i ? x : y));
    show();
  });
  figure.drag("tip", plane, (a, b) => {
    second = [a, b].map((x) => clamp(x, -1, 4));
    show();
  });
  show();
});
