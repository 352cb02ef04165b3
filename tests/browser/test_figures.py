"""Each figure that moves, by mouse, by keyboard and by finger: what it shows then is what the package says."""

import re
from itertools import pairwise

import numpy as np
import pytest
from sympy import MatrixSymbol
from tests.browser.pages import SCREENS, opened, violations

from veckron import commutation_matrix, differential, evaluate, gradient, jacobian, parse
from veckron.calculus import increment

PLACES = {
    "vec-product": "index.html",
    "commutation": "chapters/02-transpose.html",
    "symmetric": "chapters/03-symmetric.html",
    "change": "chapters/00-derivative.html",
    "determinant": "chapters/03-determinant.html",
    "attention": "chapters/06-attention.html",
    "cost": "chapters/05-two-products.html",
    "shape": "chapters/02-chain-and-product.html",
}


class Figure:
    """A figure on its page, and what it shows."""

    def __init__(self, page, name):
        self.page, self.place = page, page.locator(f'[data-figure="{name}"]')
        self.place.scroll_into_view_if_needed()

    def mark(self, name):
        return self.place.locator(f'[data-mark="{name}"]')

    def text(self, name):
        return self.mark(name).text_content()

    def number(self, name):
        return float(self.text(name).replace("\u2212", "-").replace(",", ""))

    def matrix(self, name, m, n):
        return np.array([[self.number(f"{name} {i} {j}") for j in range(n)] for i in range(m)])

    @property
    def said(self):
        return self.place.locator("output").inner_text().replace("\u00a0", " ")

    def value(self, label):
        """The number of a slider."""
        return float(self.slider(label).input_value())

    def slider(self, label):
        return self.place.get_by_role("slider", name=label, exact=True)

    def press(self, label, *keys):
        self.slider(label).focus()
        for key in keys:
            self.page.keyboard.press(key)

    def pull(self, mark, right, up):
        """Drag a mark by so many pixels."""
        self.mark(mark).scroll_into_view_if_needed()
        box = self.mark(mark).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right / 2, y - up / 2)
        self.page.mouse.move(x + right, y - up)
        self.page.mouse.up()


@pytest.fixture
def figure(request, browser, address):
    context = browser.new_context(viewport=SCREENS["desk"])
    page, wrong = opened(context, address, PLACES[request.param])
    yield Figure(page, request.param)
    context.close()
    assert not wrong


def of(name):
    return pytest.mark.parametrize("figure", [name], indirect=True)


# -- Each figure -------------------------------------------------------------------------------------------


def product(figure):
    """AXB and its Jacobian, by the package, for the matrices that are shown."""
    A, X, B = MatrixSymbol("A", 2, 3), MatrixSymbol("X", 3, 2), MatrixSymbol("B", 2, 4)
    at = {A: figure.matrix("A", 2, 3), X: figure.matrix("X", 3, 2), B: figure.matrix("B", 2, 4)}
    return evaluate(A * X * B, at), evaluate(jacobian(A * X * B, X), at)


def lit(figure, matrix):
    names = figure.place.locator(".lit").evaluate_all("marks => marks.map(mark => mark.dataset.mark)")
    return {tuple(map(int, name.split()[1:])) for name in names if name.split()[0] == matrix}


def assert_lit(figure, i, j):
    """The entry (i, j) of X is lit, and with it its column of the Jacobian, and the entries of AXB that it moves."""
    _, J = product(figure)
    k = 3 * j + i
    moved = {(r % 2, r // 2) for r in np.flatnonzero(J[:, k])}
    assert lit(figure, "X") == {(i, j)} and lit(figure, "x") == {(k, 0)}
    assert lit(figure, "J") == {(r, k) for r in range(8)}
    assert lit(figure, "F") == moved and lit(figure, "f") == {(2 * b + a, 0) for a, b in moved}
    assert f"entry {k + 1} of vec X" in figure.said


@of("vec-product")
def test_vec_product_by_mouse(figure):
    figure.mark("X 0 1").hover()
    assert_lit(figure, 0, 1)
    figure.mark("x 4 0").hover()
    assert_lit(figure, 1, 1)
    figure.place.get_by_role("button", name="Add 1").click(click_count=2)
    assert figure.matrix("X", 3, 2)[1, 1] == 7
    F, J = product(figure)
    np.testing.assert_array_equal(figure.matrix("F", 2, 4), F)
    np.testing.assert_array_equal(figure.matrix("J", 8, 6), J)
    np.testing.assert_array_equal(figure.matrix("f", 8, 1)[:, 0], F.ravel(order="F"))


@of("vec-product")
def test_vec_product_by_keyboard(figure):
    chosen = figure.place.get_by_role("radio", checked=True)
    chosen.focus()
    figure.page.keyboard.press("ArrowRight")
    assert_lit(figure, 2, 1)
    figure.page.keyboard.press("ArrowUp")
    assert_lit(figure, 1, 1)
    assert chosen.get_attribute("aria-label") == "x\u2082\u2082, 5"
    figure.page.keyboard.press("Tab")
    figure.page.keyboard.press("Tab")
    figure.page.keyboard.press("Enter")
    assert chosen.get_attribute("aria-label") == "x\u2082\u2082, 4" and "x\u2082\u2082 is 4 now" in figure.said
    np.testing.assert_array_equal(figure.matrix("F", 2, 4), product(figure)[0])


def order(figure, kind):
    """The names of the entries in one of the two columns, from top to bottom."""
    found = figure.place.locator(f'.cell[data-mark^="{kind} "]:not(.off)').evaluate_all(
        "marks => marks.map(mark => [mark.getBoundingClientRect().top, mark.textContent])"
    )
    return [name for _, name in sorted(found)]


def assert_commuted(figure, m, n):
    names = np.array([[f"a{chr(0x2081 + i)}{chr(0x2081 + j)}" for j in range(n)] for i in range(m)])
    assert order(figure, "from") == list(names.ravel(order="F"))
    assert order(figure, "to") == list(names.T.ravel(order="F"))
    boxes = figure.place.locator(".one:not(.off)").evaluate_all(
        "ones => ones.map(one => ['y', 'x'].map(side => one[side].baseVal.value / one.width.baseVal.value))"
    )
    K = np.zeros((m * n, m * n))
    corner = np.min(boxes, axis=0)
    K[tuple(np.round(boxes - corner).astype(int).T)] = 1
    np.testing.assert_array_equal(K, evaluate(commutation_matrix(m, n), {}))


@of("commutation")
def test_commutation_by_keyboard(figure):
    assert_commuted(figure, 2, 3)
    figure.press("n", "ArrowRight")
    figure.page.wait_for_timeout(1100)
    assert_commuted(figure, 2, 4)
    figure.press("m", "End")
    figure.page.wait_for_timeout(1100)
    assert_commuted(figure, 3, 4)
    assert "12 \u00d7 12" in figure.said and "moves 10 of 12 entries" in figure.said
    figure.press("m", "Home")
    assert "the identity: no entry moves" in figure.said


@of("commutation")
def test_commutation_by_mouse(figure):
    figure.place.get_by_role("button").click()
    figure.page.wait_for_timeout(150)
    left = figure.mark("to 1").bounding_box()["x"]
    figure.page.wait_for_timeout(1100)
    assert left < figure.mark("to 1").bounding_box()["x"] - 5, "the entry is not on its way"
    assert_commuted(figure, 2, 3)


@of("commutation")
def test_nothing_travels_where_motion_is_to_be_reduced(figure):
    figure.page.emulate_media(reduced_motion="reduce")
    figure.press("m", "ArrowRight")
    assert_commuted(figure, 3, 3)


@of("symmetric")
def test_symmetric(figure):
    S = MatrixSymbol("S", 2, 2)
    f = parse("log(det(S))", S="2 2")
    figure.press("s\u2082\u2081", *["ArrowLeft"] * 4)
    for structure, places in (({}, {(1, 0)}), ({"symmetric": True}, {(1, 0), (0, 1)})):
        if structure:
            figure.place.get_by_role("checkbox").click()
        at = {S: figure.matrix("S", 2, 2)}
        assert at[S][1, 0] == 2.8 and (at[S][0, 1] == 2.8) == bool(structure)
        np.testing.assert_allclose(figure.matrix("G", 2, 2), evaluate(gradient(f, S), at), atol=0.005)
        J = evaluate(jacobian(f, S, **structure), at)[0]
        said = float(re.search(r"slope of ln det S is (\S+?)[ ,]", figure.said)[1].replace("\u2212", "-"))
        assert said == pytest.approx(J[1], abs=0.005) and lit(figure, "S") == lit(figure, "G") == places


def assert_change(figure):
    X, at = MatrixSymbol("X", 2, 2), np.array([[1, 0.5], [-0.3, 0.8]])
    dX, tips = increment(X), []
    for j in (0, 1):
        circle = figure.mark(f"tip {j}").evaluate("tip => [tip.cx.baseVal.value, tip.cy.baseVal.value]")
        tips.append([(circle[0] - 8) / 50 - 1, 2 - (circle[1] - 8) / 50])
    step = np.transpose(tips) - at
    F = X * X
    there = evaluate(F, {X: at + step})
    rest = there - evaluate(F + differential(F, X), {X: at, dX: step})
    np.testing.assert_allclose(figure.matrix("rest", 2, 2), rest, atol=0.006)
    said = [float(word.rstrip(".,")) for word in re.findall(r"\d[\d.e-]*", figure.said)]
    return step, rest, said


@of("change")
def test_change_by_mouse(figure):
    before = assert_change(figure)[0]
    figure.pull("tip 1", 12, -20)
    step, rest, said = assert_change(figure)
    assert not np.allclose(before[:, 1], step[:, 1], atol=0.1) and np.allclose(before[:, 0], step[:, 0], atol=0.01)
    assert said == pytest.approx([np.linalg.norm(step), np.linalg.norm(rest)], rel=0.06)


@of("change")
def test_change_by_keyboard(figure):
    figure.press("dx\u2082\u2081", "ArrowLeft", "ArrowLeft")
    step, rest, _ = assert_change(figure)
    assert step[1, 0] == pytest.approx(0.4, abs=0.01)
    figure.place.get_by_role("button", name="Halve dX").focus()
    figure.page.keyboard.press("Enter")
    half, quarter, said = assert_change(figure)
    np.testing.assert_allclose(2 * half, step, atol=0.01)
    np.testing.assert_allclose(4 * quarter, rest, atol=0.01)
    assert "a quarter" in figure.said and said[3] == pytest.approx(said[2] / 4, rel=0.06)


@of("determinant")
def test_determinant(figure):
    X = MatrixSymbol("X", 2, 2)
    det = parse("det(X)", X="2 2")
    shown = lambda: np.array([[4, figure.value("x\u2081\u2082")], [1, figure.value("x\u2082\u2082")]])
    figure.press("x\u2082\u2082", *["ArrowLeft"] * 7)
    assert figure.number("det") == pytest.approx(evaluate(det, {X: shown()})) == pytest.approx(7.2)
    figure.pull("tip", 40, 30)
    assert shown()[0, 1] > 2.5 and figure.number("det") == pytest.approx(evaluate(det, {X: shown()}), abs=0.3)
    row = evaluate(jacobian(det, X[:, 1]), {X: shown()})
    np.testing.assert_array_equal(figure.matrix("adj", 1, 2), row)
    assert "Row 2 of the adjugate, (\u22121, 4)" in figure.said
    figure.press("x\u2081\u2082", "Home")
    assert shown()[0, 1] == -1


@of("attention")
def test_attention(figure):
    output = parse("V^T softmax(u K q)", V="3 2", K="3 2", q="2 1", u="scalar")
    given = {key: figure.place.evaluate(f"place => JSON.parse(place.dataset.numbers).{key}") for key in "KVu"}
    at = {"K": np.array(given["K"]), "V": np.array(given["V"]), "u": given["u"]}
    derivative = jacobian(output, MatrixSymbol("q", 2, 1))
    for move in (lambda: figure.press("q\u2081", *["ArrowRight"] * 3), lambda: figure.pull("query", -30, 12)):
        move()
        q = figure.mark("query").evaluate("tip => [tip.cx.baseVal.value, tip.cy.baseVal.value]")
        at["q"] = np.array([[(q[0] - 8) / 25 - 3], [3 - (q[1] - 8) / 25]])
        np.testing.assert_allclose(figure.matrix("J", 2, 2), evaluate(derivative, at), atol=0.006)
        weights = evaluate(parse("softmax(u K q)", K="3 2", q="2 1", u="scalar"), at)
        assert [figure.number(f"weight {k}") for k in range(3)] == pytest.approx(weights[:, 0], abs=0.006)
    assert at["q"][0, 0] < 0


@of("cost")
def test_cost(figure):
    count = lambda A, B: A.shape[0] * A.shape[1] * B.shape[1]
    for keys in ([("n\u2083", "End"), ("n\u2080", "Home")], [("n\u2081", "ArrowRight"), ("n\u2080", "ArrowRight")]):
        for label, key in keys:
            figure.press(label, key)
        widths = [int(figure.text(f"width {k}").split("= ")[1]) for k in range(4)]
        J = [np.ones((m, n)) for n, m in pairwise(widths)]
        ways = count(J[1], J[0]) + count(J[2], J[1] @ J[0]), count(J[2], J[1]) + count(J[2] @ J[1], J[0])
        assert (figure.number("count forward"), figure.number("count backward")) == ways
        assert figure.said.startswith("Forward is cheaper") and ways[0] < ways[1]
        assert f"{widths[3]} \u00d7 {widths[0]}" in figure.said
    assert widths == [2, 200, 50, 1000]


@of("shape")
def test_shape(figure):
    size, side = figure.place.get_by_label("size"), figure.place.get_by_label("identity")
    assert figure.said == "No: I\u2083 \u2297 F is 6 \u00d7 9, and vec dG has 12 entries."
    size.fill("4")
    assert figure.said.startswith("Yes: I\u2084 \u2297 F is 8 \u00d7 12")
    side.select_option("on the right")
    F, G = MatrixSymbol("F", 2, 3), MatrixSymbol("G", 3, 4)
    J = evaluate(jacobian(F * G, G), {F: np.array([[1, 2, -1], [0, 3, 4]])})
    wrong = np.kron([[1, 2, -1], [0, 3, 4]], np.eye(4))
    k = np.flatnonzero((J != wrong).any(axis=0))[0]
    columns = ["(" + ", ".join(f"{x:g}".replace("-", "\u2212") for x in M[:, k]) + ")" for M in (J, wrong)]
    assert f"at ({k % 3 + 1}, {k // 3 + 1}): vec d(FG) is {columns[0]}, and" in figure.said and figure.said.endswith(
        f"{columns[1]}."
    )
    figure.place.get_by_label("change of").select_option("F")
    size.focus()
    figure.page.keyboard.press("ArrowDown")
    figure.page.keyboard.press("ArrowDown")
    assert figure.said.startswith("Yes: G\u1d40 \u2297 I\u2082 is 8 \u00d7 6")


# -- All figures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_without_script_and_on_paper_there_is_the_still(browser, address, name):
    context = browser.new_context(viewport=SCREENS["desk"], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PLACES[name]}")
    place = page.locator(f'[data-figure="{name}"]')
    assert place.locator("svg").is_visible() and not place.locator(".hint").is_visible()
    assert place.locator("svg").get_attribute("role") == "img" and place.locator("input, button, output").count() == 0
    context.close()
    page, _ = opened(browser, address, PLACES[name])
    place = page.locator(f'[data-figure="{name}"]')
    assert place.locator(".hint").is_visible() and place.locator("output").inner_text()
    page.emulate_media(media="print")
    assert place.locator("svg").is_visible()
    assert not any(place.locator(part).is_visible() for part in (".hint", ".controls", "output"))
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PLACES)
def test_a_figure_that_has_moved_is_accessible_and_fits_a_phone(browser, address, name, theme):
    context = browser.new_context(viewport=SCREENS["phone"], color_scheme=theme, has_touch=True)
    page, wrong = opened(context, address, PLACES[name])
    figure = Figure(page, name)
    figure.page.wait_for_timeout(100)
    control = figure.place.locator("input, button, select").first
    control.focus()
    page.keyboard.press("Enter" if name == "vec-product" else "ArrowRight")
    assert figure.place.locator("svg").get_attribute("aria-label").startswith("At first: ")
    wide = figure.place.evaluate(
        "place => [place, ...place.querySelectorAll('*')].filter(part => part.getBoundingClientRect().right > innerWidth)"
    )
    assert not wrong and not wide
    found = violations(page, f'[data-figure="{name}"]')
    context.close()
    assert not found


def test_vec_product_by_finger(browser, address):
    context = browser.new_context(viewport=SCREENS["phone"], has_touch=True)
    page, _ = opened(context, address, PLACES["vec-product"])
    figure = Figure(page, "vec-product")
    figure.mark("X 0 1").tap()
    assert_lit(figure, 0, 1)
    context.close()


def test_determinant_by_finger(browser, address):
    context = browser.new_context(viewport=SCREENS["phone"], has_touch=True)
    page, _ = opened(context, address, PLACES["determinant"])
    figure = Figure(page, "determinant")
    box, top = figure.mark("tip").bounding_box(), page.evaluate("scrollY")
    x, y, touch = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, context.new_cdp_session(page)
    for kind, dy in (("touchStart", 9), ("touchMove", 20), ("touchMove", 40), ("touchEnd", None)):
        points = [] if dy is None else [{"x": x + 6, "y": y + dy}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    x12, x22 = figure.value("x\u2081\u2082"), figure.value("x\u2082\u2082")
    assert x22 < 2.2 and figure.number("det") == pytest.approx(4 * x22 - x12, abs=0.3)
    assert page.evaluate("scrollY") == top, "the finger moves the column, not the page"
    context.close()


def test_a_page_without_a_figure_loads_no_script_of_one(browser, address):
    page, _ = opened(browser, address, "chapters/bibliography.html")
    asked = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    page.close()
    assert asked and not any("/figures/" in name for name in asked)
