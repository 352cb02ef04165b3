"""A statement of one's own, as text: what is read, what holds, and which small change makes a false one true."""

import re
import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest

from tests.second_evaluator import decide

from veckron import IDENTITIES, check, verify
from veckron.__main__ import main
from veckron.notation import ParseError
from veckron.proof import claim
from veckron.proof.checking import changes, repair
from veckron.shapes import ShapeError

TRUE = [
    ("tr(A B) = tr(B A)", {"A": "m n", "B": "n m"}),
    ("grad_X ||A X B - C||^2 = 2 A^T (A X B - C) B^T", {}),
    ("vec(A X B) = (B^T (x) A) vec X", {}),
    ("tr(A S) = tr(A^T S)", {"S": "symmetric"}),
    ("dg(A)/dA = Diag(vec g'(A))", {"g": "function", "A": "m n"}),
    ("d(tr X) = tr(d(X)) where X = V V^T", {"V": "m n", "dV": "m n"}),
    ("det(I + e A) = 1 + e tr(A) + (e^2/2) (tr(A)^2 - tr(A^2))", {"e": "scalar small", "A": "n n"}),
    ("Q^T Q = I", {"Q": "n n orthogonal"}),
    ("Q^T Q = I", {"Q": "orthogonal"}),
    ("X^k X = X X^k", {}),
    ("d ln det X / d vec(X)^T = vec(X^-T)^T", {}),
    ("tr(G X^T X) = n where G = (X^T X)^-1", {"X": "m n", "where": "m >= n"}),
    (r"\operatorname{tr}(A^{\top} B) = \operatorname{vec}(A)^{\top} \operatorname{vec}(B)", {}),
    ("np.trace(A @ B) = np.trace(B @ A)", {}),
    ("K_mn K_nm = I", {}),
    ("Hessian_x (x^T x) = 2 I", {"x": "n"}),
    ("Jacobian_x (A x) = A", {}),
    ("tr(K_mn K_nm) = m n", {}),
]


@pytest.mark.parametrize(("text", "letters"), TRUE, ids=[row[0] for row in TRUE])
def test_true_statements_hold(text, letters):
    assert check(text, **letters).status == "holds"


MENDED = [
    ("grad_X tr(X^2) = 2 X", {}, "X^T for X"),
    ("d(X^T)/dX = K", {"X": "m n"}, "K_mn for K"),
    ("d(X^T X)/dX = (I + K)(I (x) X^T)", {"X": "m n"}, "K_nn for K"),
    ("D vech S = vec S", {"S": "symmetric"}, "D_n for D"),
    ("grad_X ||A X B - C||^2 = A^T (A X B - C) B^T", {}, "2 (...) for (...)"),
    ("vec(A X B) = (A (x) B^T) vec X", {"A": "m n", "X": "n p", "B": "p q"}, "B^T (x) A for A (x) B^T"),
    ("d(X^T A X)/dX = ((A X)^T (x) I_n) K_nm + I_n (x) X^T A", {"X": "m n", "A": "m m"}, "K_mn for K_nm"),
    ("(A B)^-1 = A^-1 B^-1", {"A": "n n", "B": "n n"}, "B^-1 A^-1 for A^-1 B^-1"),
    ("d(X^-1)/dX = X^-T (x) X^-1", {}, "-(...) for (...)"),
    ("tr(A X) = vec(A)^T vec X", {"A": "n m", "X": "m n"}, "A^T for A"),
    ("vec(A X B) = kron(A, B^T) vec(X)", {}, "kron(B^T, A) for kron(A, B^T)"),
    ("grad_x (x^T A x) = 2 A x", {}, "(A + A^T) for 2 A"),
    ("grad_X ||A X - B||^2 = 2 (A X - B)^T A", {}, "(...)^T for (...)"),
    ("d(A X)/dX = A", {}, "I_p (x) (...) for (...)"),
    ("d(X^T)/dX = I", {"X": "m n"}, "K_mn (...) for (...)"),
]


@pytest.mark.parametrize(("text", "letters", "change"), MENDED, ids=[row[0] for row in MENDED])
def test_a_small_change_makes_a_false_statement_true(text, letters, change):
    try:
        found = check(text, **letters)
        said = found.repair
        assert found.status == "fails" and said in repr(found) and 'class="repair"' in found._repr_html_()
    except ParseError as error:  # its shapes do not fit
        said = error.message
    assert f"holds with {change}: " in said
    assert check(said.split(f"{change}: ")[1], **letters).status == "holds"


@pytest.mark.parametrize("shape", ["m n rank r", "m n rank 2", "rank r", "n n rank 1"])
def test_a_letter_of_a_text_may_have_a_rank(shape):
    verdict = check("A A^+ A = A", A=shape)
    assert verdict.status == "holds" and "A has rank" in repr(verdict)


@pytest.mark.parametrize("text", ["A B = B A", "det(A + B) = det(A) + det(B)"])
def test_what_no_small_change_makes_true_is_left(text):
    assert check(text, A="n n", B="n n").repair == ""


def wrong_variants(count):
    """Variants of true entries with a transpose, a factor, an order or a size changed, that do not hold."""
    entries = [
        entry for entry in IDENTITIES.values() if entry.holds and entry.statement is None and not entry.hypothesis
    ]
    random = Random(7)
    while count:
        entry = random.choice(entries)
        text, new, _ = random.choice(list(changes(entry)))
        if "exchanged" in new or (len(new) == 1 and new.isalpha()):
            continue
        try:
            variant = replace(entry, formula=text)
            if not variant.symbolic or decide(variant) != "false":
                continue
        except ValueError:
            continue
        count -= 1
        yield variant


def test_most_wrong_variants_of_true_entries_are_mended():
    variants = list(wrong_variants(25))
    found = [repair(variant) for variant in variants]
    assert sum(map(bool, found)) >= 0.8 * len(variants), [v.formula for v, f in zip(variants, found) if not f]
    assert all(decide(mended[0]) == "true" for mended in found if mended)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "tr(A B) = tr(B A)"], 0, "holds"),
        (["check", "grad_X tr(X^2) = 2 X"], 1, "holds with X^T for X"),
        (["check", "vec_of_product"], 0, "vec_of_product holds"),
        (["derive", "tr(A X)", "X"], 0, "gradient = A^T"),
        (["derive", "tr(S X)", "X", "S=n n symmetric"], 0, "gradient = "),
    ],
)
def test_both_can_be_asked_from_a_shell(arguments, code, said, capsys):
    assert main(arguments) == code
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "kron_commute"], "check: no entry"),
        (["check", "tr A B"], "a statement has two sides"),
        (["check", "tr(A + B = C"], "never closed"),
        (["derive", "tr(A X)", "Y"], "derive: no letter Y"),
        (["derive", "tr(A X", "X"], "never closed"),
        (["derive", "tr(A X)", "X", "X=m n p"], "a shape is 'm n'"),
    ],
)
def test_a_shell_is_told_what_was_not_understood(arguments, said, capsys):
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_the_package_is_a_command():
    run = subprocess.run(
        [sys.executable, "-m", "veckron", "check", "A = A^T"], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1 and "fails" in run.stdout


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("vec(A)^T vec(A) = tr(A^T A)", {"A": "n+1 n"}),
        ("D_n v = vec(unvech(v, n))", {"v": "n*(n+1)/2 1"}),
        ("D_n v = vec S where v = vech S", {"S": "symmetric"}),
        ("tr(A B) = tr(B A)", {"A": "2 3"}),
    ],
)
def test_sizes_may_be_sums_products_and_numbers(text, letters):
    assert check(text, **letters).status == "holds"


@pytest.mark.parametrize(("order", "status"), [("nm", "holds"), ("mn", "fails")])
def test_the_sizes_of_i_beside_k_follow_from_the_entries_of_a_jacobian(order, status):
    text = f"d(X (x) X)/dX = (I (x) K_{order} (x) I)(I (x) vec X + vec X (x) I)"
    assert check(text, X="m n").status == status


@pytest.mark.parametrize(
    ("text", "letters", "status"),
    [
        ("d y_i/dx_j = A_ij where y = A x", {"A": "m n", "x": "n"}, "holds"),
        ("d y_i/dx_j = 0 where y = A x", {"A": "m n", "x": "n"}, "fails"),
        ("C_ij = A_ji where C = A^T", {"A": "m n"}, "holds"),
        ("grad_x s_2 = s_2 e_2 where s = exp(x)", {"x": "n"}, "holds"),
        ("sum_i s_i = 1 where s = softmax(x)", {"x": "n"}, "holds"),
        ("d(sum_{i=1}^n i x_i)/dx_k = k", {"x": "n"}, "holds"),
        ("d(sum_{i=1}^n i x_i)/dx_k = k + 1", {"x": "n"}, "fails"),
        ("d(sum_j j exp(-x_j))/dx_k = -k exp(-x_k)", {"x": "n"}, "holds"),
        ("d(sum_{j=k}^n x_j)/dx_k = 1", {"x": "n"}, "holds"),
        ("d(sum_{j=k+1}^n x_j)/dx_k = 1", {"x": "n"}, "fails"),
        ("d(x_1 x_2)/dx_k = x_2 delta_1k + x_1 delta_2k", {"x": "n"}, "holds"),
    ],
)
def test_entries_of_what_is_defined_and_places_as_numbers(text, letters, status):
    assert check(text, **letters).status == status


@pytest.mark.parametrize(
    ("letters", "error", "message"),
    [
        ({"A": 3}, TypeError, "A is given as a text, such as A='m n', where='m >= n', got 3"),
        ({"where": 5}, TypeError, "where is given as a text"),
        ({"A": "n n rank n+1"}, ValueError, "A: no structure is called 'rank n"),
    ],
)
def test_what_is_no_text_and_no_rank_is_refused(letters, error, message):
    with pytest.raises(error, match=re.escape(message)):
        check("A = A", **letters)


def test_a_relation_with_zero():
    assert check("tr(A) = tr(A^T)", A="n n", where="n > 0").status == "holds"


def test_what_is_defined_has_no_shape_of_its_own():
    with pytest.raises(ParseError, match="where: y is defined here; leave out the shape that is given for it"):
        check("d y/dx = 0 where y = A x", y="m", A="m n", x="n")


@pytest.mark.parametrize(
    ("text", "letters", "status"),
    [
        ("rank((x^2 - 2) A) = rank(A)", {"x": "scalar", "A": "m n"}, "unknown"),
        ("rank((det(B) - 5) A) = rank(A)", {"B": "m m", "A": "m n"}, "unknown"),
        ("rank(log(x) A) = rank(A)", {"x": "scalar", "A": "m n"}, "fails"),
        ("rank(exp(x) A) = rank(A)", {"x": "scalar", "A": "m n"}, "holds"),
        ("sin(e) = e", {"e": "scalar small"}, "holds"),
        ("cos(e) = 1 - e^2/2", {"e": "scalar small"}, "holds"),
        ("tanh(e) = 2 e", {"e": "scalar small"}, "fails"),
        ("sqrt(1 + e) = 1 + e/2 - e^2/8", {"e": "scalar small"}, "unknown"),
        ("eigenvalues(A) = eigenvalues((A + A^T)/2)", {"A": "n n"}, "unknown"),
        ("eigenvalues(A) = eigenvalues((A + A^T)/2)", {"A": "n n symmetric"}, "holds"),
    ],
)
def test_numbers_that_vanish_small_ones_and_eigenvalues(text, letters, status):
    assert check(text, **letters).status == status


def test_without_sizes_a_verdict_says_so():
    assert "at the sizes given" in repr(check("tr(A B) = tr(B A)", A="2 3"))


def test_a_general_function_has_its_value_where_it_is_taken():
    given = {"X": "m n", "F": "p q", "M": "p*q m*n"}
    stated = "where f has value F and slope M at X"
    assert check(f"f^T f = F^T F {stated}", **given).status == "holds"
    assert check(f"vec f = vec F + M vec X {stated}", **given).status == "fails"
    assert check(f"df/dX = M {stated}", **given).status == "holds"


@pytest.mark.parametrize(
    ("text", "letters", "status"),
    [
        ("d(a^T X b)/dX_ij = a_i b_j", {"X": "m n"}, "holds"),
        ("d(a^T X b)/dX_ij = a_j b_i", {"X": "n n"}, "fails"),
        ("d log det X/dX_ij = (X^-1)_ji", {"X": "n n"}, "holds"),
        ("d log det X/dX_ij = (X^-1)_ij", {"X": "n n"}, "fails"),
        ("dX^-1/dX_ij = -X^-1 e_i e_j^T X^-1", {"X": "n n"}, "holds"),
        ("dX^-1/dX_ij = -X^-1 e_j e_i^T X^-1", {"X": "n n"}, "fails"),
        ("d (X^-1)_kl/dX_ij = -(X^-1)_ki (X^-1)_jl", {"X": "n n"}, "holds"),
        ("d(x^T A x)/dx_i = ((A + A^T) x)_i", {"x": "n"}, "holds"),
        ("dX_ij/dX_kl = delta_ik delta_jl", {"X": "m n"}, "holds"),
        ("dX_ij/dX_kl = delta_il delta_jk", {"X": "m n"}, "fails"),
        ("d^2(x^T A x)/dx_i dx_j = A_ij + A_ji", {"x": "n", "A": "n n"}, "holds"),
        ("d^2(x^T A x)/dx_i dx_j = 2 A_ij", {"x": "n", "A": "n n"}, "fails"),
        ("d expm(t A)/dt = A expm(t A)", {}, "holds"),
        ("d expm(t A)/dt = t expm(t A)", {}, "fails"),
        ("d(A + t B)^-1/dt = -(A + t B)^-1 B (A + t B)^-1", {}, "holds"),
        ("d vec(t A)/dt = vec(A)", {"A": "m n"}, "holds"),
        ("det(c A) = c det(A)", {}, "fails"),
        ("det(c A) = c^n det(A)", {"A": "n n"}, "holds"),
    ],
)
def test_derivatives_by_an_entry_and_by_a_number(text, letters, status):
    assert check(text, **letters).status == status


ODD = [  # true of odd sizes or exponents only
    ("det(-A^T A) = -det(A^T A)", {"A": "m n"}),
    ("(A^k)^T = -A^k", {"A": "skew", "k": "integer"}),
    ("H^k = H where H = I - 2 u u^T/(u^T u)", {"k": "integer"}),
    ("adj(-X^T X) = adj(X^T X)", {"X": "m n"}),
    ("det(A) det(B - B^T) = 0", {"A": "m m", "B": "n n"}),
    ("det([0, B; C, 0]) = (-1)^m det(B) det(C)", {"B": "m m", "C": "n n"}),
]


@pytest.mark.parametrize(("text", "letters"), ODD, ids=[row[0] for row in ODD])
def test_sizes_are_odd_and_even(text, letters):
    assert verify(claim(text, **letters)).status == "fails"


@pytest.mark.parametrize(
    ("text", "letters", "where", "status"),
    [
        ("det(A A^T) = 0", {"A": "m n"}, "m >= n + 1", "holds"),
        ("adj(A) = 0", {"A": "n n rank r"}, "n > r+1", "holds"),
        ("adj(A) = 0", {"A": "n n rank r"}, "n > r", "fails"),
        ("(-1)^m A = A", {"A": "m n"}, "m = 2*n", "holds"),
        ("(-1)^n A = A", {"A": "m n"}, "n = 2*k", "holds"),
        ("(-1)^n A = A", {"A": "m n"}, "n = 2*k + 1", "fails"),
        ("A = A", {"A": "m n"}, "m > n, n > m", "unknown"),
    ],
)
def test_sizes_may_be_related_by_sums_and_products(text, letters, where, status):
    assert verify(claim(text, where, **letters)).status == status


@pytest.mark.parametrize(
    ("letters", "error", "words"),
    [
        ({"A": "2 2", "where": "n > 3"}, ValueError, "n > 3 names no size"),
        ({"A": "m n symmetric"}, ShapeError, r"symmetric wants a square matrix \(n, n\), got \(m, n\)"),
        ({"A": "3 2 orthogonal"}, ShapeError, r"orthogonal wants a square matrix"),
        ({"A": "2 3 rank 4"}, ValueError, r"a matrix of shape \(2, 3\) has no rank 4"),
    ],
)
def test_what_no_matrix_is_cannot_be_declared(letters, error, words):
    with pytest.raises(error, match=words):
        check("A = A", **letters)


def test_a_size_that_is_undecided_does_not_hide_a_counterexample_at_another():
    assert verify(claim("rank(A o A) = rank(A)")).status == "fails"
    verdict = check("P^2 = P where P = X (X^T X)^-1 X^T")
    assert verdict.status == "unknown" and verdict.reason.endswith("say that m >= n, where both sides agree")
    verdict = check("A^+ = (A^T A)^-1 A^T where n >= m", A="m n")
    assert verdict.status == "unknown" and "say that" not in verdict.reason


def test_a_counterexample_is_a_fraction_of_many_digits_and_what_is_small_has_an_order():
    assert check("(A B)^+ = B^+ A^+", A="m n", B="n p").reason.startswith("145/3518 is not 5843/142650 at m = 2")
    assert check("exp(e) = 1 + e + e^2", e="scalar small").reason.startswith("the sides differ in second order")
    assert check("(1 + e)^-1 = 1 + e", e="scalar small").reason.startswith("the sides differ in first order")
    assert check("e f = 0", e="scalar small", f="scalar small").status == "fails"
    assert " is not " in check("tr(expm(A)) = tr(expm(A)) (1 + 1/10^9)", A="n n").reason  # nothing is small here
    assert check("e^2 f = 0", e="scalar small", f="scalar small").status == "holds"


@pytest.mark.parametrize(
    ("text", "letters", "status", "size"),
    [
        ("A_12 = 0", {"A": "n n lower"}, "holds", "n >= 2"),
        ("A_{i,1} = 0", {"A": "n n upper"}, "fails", "n > i"),  # A_11 is not 0
        ("A_{i,1} = A_{1,i}", {"A": "n n symmetric"}, "holds", "n > i"),
        ("A_12 = A_21", {"A": "n n symmetric"}, "holds", "n >= 2"),
        ("A[:, 1:3] = A [e_2, e_3]", {"A": "m n"}, "holds", "n >= 3"),
        ("tr A = A_11 + A_22", {"A": "n n"}, "fails", "n >= 2"),
        ("e_i^T X e_j = X[i, j]", {"X": "m n"}, "holds", "m > i, n > j"),
        ("e_i^T X e_j = X[j, i]", {"X": "m n"}, "fails", "m > j, n > i"),
        ("sum_i X_ij = ones(m)^T X e_j", {"X": "m n"}, "holds", "n > j"),
        ("e_11^T x = x[10]", {"x": "n 1"}, "holds", "n >= 11"),
        ("grad(sum_{i=2}^n x_i x_{i-1}, x) = sum_{i=2}^n (x_{i-1} e_i + x_i e_{i-1})", {}, "holds", "n = 1, 2"),
        ("grad(sum_{i=1}^{n-1} x_i x_{i+1}, x) = sum_{i=1}^{n-1} (x_{i+1} e_i + x_i e_{i+1})", {}, "holds", "n = 1, 2"),
        ("sum_{i=1}^{n-1} e_i e_{i+1}^T = sum_{i=2}^n e_{i-1} e_i^T", {}, "holds", "n = 1, 2"),
        ("sum_{i=1}^{n-1} sum_{j=i+1}^n (x_i - x_j)^2 = n x^T x - (1^T x)^2", {}, "holds", "n = 1, 2"),
        ("sum_{i=1}^{n-1} sum_{j=i}^n x_i x_j = 1/2 ((1^T x)^2 + x^T x)", {}, "fails", "n = 1"),
        ("sum_{i=1}^n sum_{j=1}^i x_j = sum_{j=1}^n (n - j + 1) x_j", {}, "holds", "n = 1, 2"),
        ("sum_{i=0}^{n-1} sum_{j=i}^{n-1} x_j = sum_{j=0}^{n-1} (j + 1) x_j", {}, "holds", "n = 1, 2"),
        ("sum_{i=1}^{n-1} (x_{i+1} - x_i) = x_n - x_1", {"x": "n"}, "holds", "n = 1, 2"),
        ("A_{i+1,i} = 0", {"A": "upper_triangular"}, "holds", "A is upper triangular, n > i+1"),
        ("sum_{i=1}^{n-1} e_i e_{i+1}^T = sum_{i=1}^{n-1} e_{i+1} e_i^T", {}, "fails", "n = 2"),
    ],
)
def test_entries_are_compared_at_sizes_at_which_they_exist(text, letters, status, size):
    verdict = check(text, **letters)
    assert verdict.status == status and size in str(verdict)
