/* The entries of A travel from vec(A) to vec(A^T), on the way that K_mn shows. */

Figure.kind("commutation", (figure) => {
  const { K } = figure.numbers, HIGH = 180, MARKS = ["way", "from", "to", "one"];
  let { m, n } = figure.numbers;

  /* Every mark is where it belongs, the travellers at the start of their way or at its end. */
  function lay(arrived) {
    const places = K[`${m} ${n}`], high = Math.min(30, HIGH / (m * n)), y = (k) => 6 + high * k;
    for (let k = 0; k < 12; k++) {
      const there = places.indexOf(k), marks = MARKS.map((mark) => figure.mark(`${mark} ${k}`));
      marks.forEach((mark) => mark.classList.toggle("off", there < 0));
      if (there < 0) continue;
      marks.forEach((mark) => colour(mark, Math.floor(k / m)));
      const [way, from, to, one] = marks, words = `a${subscript(k % m + 1, Math.floor(k / m) + 1)}`;
      put(way, { d: `M44 ${y(k) + high / 2}L120 ${y(there) + high / 2}` });
      put(one, { width: high, height: high, x: 172 + high * k, y: y(there) });
      move(from, words, 10, y(k), high);
      move(to, words, arrived ? 120 : 10, y(arrived ? there : k), high);
    }
    const all = high * m * n, lines = [`M172 6h${all}v${all}h${-all}z`];
    for (let i = 1; i < m; i++) lines.push(`M172 ${y(i * n)}h${all}`);
    for (let j = 1; j < n; j++) lines.push(`M${172 + high * j * m} 6v${all}`);
    put(figure.mark("K"), { d: lines.join("") });
    figure.write("name", `K${subscript(m, n)}`);
  }

  function colour(mark, j) {
    [0, 1, 2, 3].forEach((k) => mark.classList.toggle(`c${k}`, k === j));
  }

  function move(mark, words, x, y, high) {
    put(mark.querySelector("rect"), { height: high });
    put(mark.querySelector("text"), { y: high / 2 });
    mark.querySelector("text").textContent = words;
    mark.style.transform = `translate(${x}px, ${y}px)`;
  }

  function travel() {
    figure.svg.classList.add("still"); // back to the start without a way
    lay(false);
    figure.svg.getBoundingClientRect();
    figure.svg.classList.remove("still");
    lay(true);
    tell();
  }

  function tell() {
    const places = K[`${m} ${n}`], moved = places.filter((k, there) => k !== there);
    const k = moved[0], size = `K${subscript(m, n)} is ${m * n} \u00d7 ${m * n}`;
    figure.say(k === undefined ? `${size}, the identity: no entry moves.` :
      `${size}. It moves ${moved.length} of ${m * n} entries: a${subscript(k % m + 1, Math.floor(k / m) + 1)} ` +
      `from place ${k + 1} of vec A to place ${places.indexOf(k) + 1} of vec A\u1d40.`);
  }

  figure.slider("m", { min: 1, max: 3, value: m }, (value) => ((m = value), travel()));
  figure.slider("n", { min: 1, max: 4, value: n }, (value) => ((n = value), travel()));
  figure.button("Transpose again", travel);
  lay(true);
  tell();
});
