/* The reader says which identity stands beside a factor of the product rule, and gets the counterexample if it is wrong. */

Figure.kind("shape", (figure) => {
  const { terms } = figure.numbers, UNIT = 8, MOST = 5;
  const answer = { term: 0, size: 3, first: true }; // the size that F and G have in common, and the identity on the left
  const shape = (M) => `${M.length}\u00a0\u00d7\u00a0${M[0].length}`;
  const eye = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));
  const kron = (A, B) => A.flatMap((a) => B.map((b) => a.flatMap((x) => b.map((y) => x * y))));

  function show() {
    const { C, J, name, of, rows } = terms[answer.term], I = eye(answer.size);
    const M = answer.first ? kron(I, C) : kron(C, I), letters = [`I${subscript(answer.size)}`, name];
    const words = (answer.first ? letters : letters.reverse()).join(" \u2297 ");
    draw(M, C);
    put(figure.mark("change"), { height: UNIT * J[0].length });
    figure.write("name", words);
    figure.write("of", `vec ${of}`);
    figure.say(verdict(M, J, words, of, rows));
  }

  /* A diagonal block for each row of the identity, or a block for each entry of the other factor. */
  function draw(M, C) {
    const [outer, inner] = answer.first ? [[answer.size, answer.size], shapeOf(C)] : [shapeOf(C), [answer.size, answer.size]];
    put(figure.mark("matrix"), { width: UNIT * M[0].length, height: UNIT * M.length });
    for (let k = 0; k < 12; k++) {
      const i = answer.first ? k : Math.floor(k / outer[1]), j = answer.first ? k : k % outer[1];
      const block = { width: UNIT * inner[1], height: UNIT * inner[0] };
      const corner = { x: 50 + j * block.width, y: 8 + i * block.height };
      const marks = [figure.mark(`block ${k}`), figure.mark(`in ${k}`)];
      marks.forEach((mark) => mark.classList.toggle("off", i >= outer[0]));
      put(marks[0], { ...block, ...corner });
      put(marks[1], { x: corner.x + block.width / 2, y: corner.y + block.height / 2 });
      if (block.width < 10) marks[1].classList.add("off"); // no room for a number
      marks[1].textContent = answer.first ? terms[answer.term].name : i < outer[0] ? number(C[i][j]) : "";
    }
  }

  function verdict(M, J, words, of, rows) {
    if (M[0].length !== J[0].length) return `No: ${words} is ${shape(M)}, and vec ${of} has ${J[0].length} entries.`;
    const k = J[0].findIndex((_, k) => J.some((row, r) => row[k] !== M[r][k]));
    if (k < 0) return `Yes: ${words} is ${shape(M)}, and takes vec ${of} to its part of vec d(FG).`;
    const part = (A) => `(${A.map((row) => number(row[k])).join(", ")})`;
    return `The shapes fit, and it is wrong. Let ${of} have a single 1, at (${k % rows + 1}, ${Math.floor(k / rows) + 1}): ` +
      `vec d(FG) is ${part(J)}, and ${words} gives ${part(M)}.`;
  }

  const shapeOf = (A) => [A.length, A[0].length];
  figure.choice("change of", ["G", "F"], (index) => ((answer.term = index), show()));
  figure.choice("identity", ["on the left", "on the right"], (index) => ((answer.first = index === 0), show()));
  figure.field("size", { min: 1, max: MOST, value: answer.size }, (size) => ((answer.size = size), show()));
  show();
});
