/* One query and three tokens: the weights, the output between the values, and the Jacobian of the output. */

Figure.kind("attention", (figure) => {
  const { K, V, u, left: keys, right: values } = figure.numbers, MOST = 3;
  const left = planeOf(keys), right = planeOf(values), turned = (A) => A[0].map((_, j) => A.map((row) => row[j]));
  let q = figure.numbers.q.map((row) => [...row]);

  function show() {
    const scores = times(K, q).map(([s]) => Math.exp(u * s)), sum = scores.reduce((a, b) => a + b);
    const p = scores.map((e) => [e / sum]), o = times(turned(V), p);
    const softmax = p.map(([a], i) => p.map(([b], j) => a * ((i === j) - b)));
    const J = times(turned(V), times(softmax, K)).map((row) => row.map((x) => u * x));
    p.forEach(([weight], k) => {
      put(figure.mark(`bar ${k}`), { width: 110 * weight });
      figure.write(`weight ${k}`, weight);
    });
    left.line(figure.mark("arrow"), [0, 0], q.flat());
    left.dot(figure.mark("query"), q.flat());
    right.dot(figure.mark("output"), o.flat());
    [0, 1].forEach((j) => right.line(figure.mark(`column ${j}`), o.flat(), o.map(([x], i) => x + J[i][j])));
    figure.writeMatrix("J", J);
    set(q);
    const most = p.flat().indexOf(Math.max(...p.flat())) + 1;
    figure.say(`Token ${most} has the largest weight, ${number(p[most - 1][0])}. ` +
      `The Jacobian has the size ${number(norm(J))}: ${norm(J) < 0.3 ? "the output hardly moves" : "the output follows the query"}.`);
  }

  const set = figure.sliders((i) => `q${subscript(i + 1)}`, q, { min: -MOST, max: MOST, step: 0.1 }, (i, _, x) => {
    q[i][0] = x;
    show();
  });
  figure.drag("query", left, (a, b) => {
    q = [a, b].map((x) => [clamp(x, -MOST, MOST)]);
    show();
  });
  show();
});
