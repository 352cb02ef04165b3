/* s_21 moves, alone or with s_12; the slope of ln det S is one entry of the gradient, or the sum of two. */

Figure.kind("symmetric", (figure) => {
  const { s, start, plane: drawn } = figure.numbers, plane = planeOf(drawn);
  let at = start, ways = "one";

  function show() {
    const { f, G, slope } = figure.numbers[ways], two = ways === "two", run = 0.2;
    const places = two ? ["1 0", "0 1"] : ["1 0"];
    figure.writeMatrix("S", [[2, two ? s[at] : 3], [s[at], 5]]);
    figure.writeMatrix("G", G[at]);
    figure.only("lit", places.flatMap((place) => [`S ${place}`, `G ${place}`]));
    figure.only("now", [`curve ${ways}`]);
    plane.dot(figure.mark("dot"), [s[at], f[at]]);
    const steps = Math.min(run, 0.6 / Math.abs(slope[at]));
    plane.line(figure.mark("tangent"), ...[-steps, steps].map((step) => [s[at] + step, f[at] + slope[at] * step]));
    const sum = two ? ` = ${number(G[at][1][0])} + (${number(G[at][0][1])}), from both places` : ", from one place";
    figure.say(`s\u2082\u2081 is ${number(s[at])}${two ? ", and so is s\u2081\u2082" : ", and s\u2081\u2082 stays 3"}. ` +
      `The slope of ln det S is ${number(slope[at])}${sum}.`);
  }

  const slider = figure.slider("s\u2082\u2081", { min: s[0], max: s.at(-1), step: 0.05, value: s[start] }, (value) => {
    at = s.findIndex((place) => Math.abs(place - value) < 0.01);
    slider.set(s[at]);
    show();
  });
  figure.toggle("S stays symmetric", (checked) => {
    ways = checked ? "two" : "one";
    show();
  });
  show();
});
