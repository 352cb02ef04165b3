"""A node that a user adds by its definition works everywhere, and no file of the package knows of it."""

import numpy as np
import pytest
from sympy import Determinant, MatrixSymbol, Trace, Tuple, floor, log, pretty, srepr, symbols

from veckron import (
    ParseError,
    calculate,
    parse,
    Gradient,
    Jacobian,
    check,
    compile_function,
    derive,
    evaluate,
    gradient,
    hessian,
    jacobian,
    operator,
    verify,
)
from veckron.calculus import NoRule
from veckron.expressions import Node, Operation, ScalarNode, defined, pinv, rank
from veckron.notation import infer, latex

m, n = symbols("m n")
A, B, S, X = (MatrixSymbol(name, n, n) for name in "ABSX")
RANDOM = np.random.default_rng(3)
a, b = RANDOM.standard_normal((3, 3)), RANDOM.standard_normal((3, 3))


class Commutator(Node):
    """[A, B] = AB - BA"""

    signature = "(n,n),(n,n)->(n,n)"

    def definition(self):
        A, B = self.args
        return A * B - B * A


class SymmetricPart(Node):
    """(A + A^T)/2, with a name of its own."""

    name, signature = "sym", "(n,n)->(n,n)"

    def definition(self):
        return (self.args[0] + self.args[0].T) / 2


class StandardDeviation(ScalarNode):
    """A number: the Frobenius norm of A less its mean diagonal, squared."""

    def definition(self):
        A = self.args[0]
        return Trace(A.T * A) - Trace(A) ** 2 / A.rows


def test_its_shape_is_that_of_its_definition():
    assert Commutator(A, B).shape == (n, n)
    assert SymmetricPart(Commutator(A, B)).shape == (n, n)


def test_evaluate():
    np.testing.assert_allclose(evaluate(Commutator(A, B), {A: a, B: b}), a @ b - b @ a)
    np.testing.assert_allclose(evaluate(SymmetricPart(A) * B, {A: a, B: b}), (a + a.T) / 2 @ b)
    assert evaluate(StandardDeviation(A), {A: a}) == pytest.approx((a**2).sum() - np.trace(a) ** 2 / 3)


def test_derivatives():
    assert jacobian(Commutator(A, X), X) == jacobian(A * X - X * A, X)
    assert jacobian(SymmetricPart(X), X) == jacobian((X + X.T) / 2, X)
    nested = Commutator(X, Commutator(A, SymmetricPart(X)))
    assert verify(Jacobian(nested, X), jacobian(nested, X)).status == "holds"
    assert gradient(StandardDeviation(X), X).shape == (n, n)
    assert verify(Jacobian(StandardDeviation(X), X), jacobian(StandardDeviation(X), X)).status == "holds"
    assert hessian(Trace(A * SymmetricPart(X) * X), X) == hessian(Trace(A * (X + X.T) * X / 2), X)
    assert verify(Gradient(f := log(Determinant(SymmetricPart(X))), X), gradient(f, X)).status == "holds"


def test_a_rule_may_leave_it_and_every_argument_counts():
    assert jacobian(Commutator(X, X), X).is_ZeroMatrix
    assert jacobian(Commutator(X, X.T), X) == jacobian(X * X.T - X.T * X, X)


def test_derive_says_the_definition_and_checks_it():
    derivation = derive(Commutator(A, X), X).check()
    assert "Commutator(A, X) = A*X - X*A" in [rule.formula for step in derivation.steps for rule in step.rules]
    assert {verdict.status for verdict in derivation.verdicts} == {"holds"}
    assert "definition: Commutator(A, X) = A*X - X*A" in derivation.html()


def test_verify():
    jacobi = Commutator(A, Commutator(B, X)) + Commutator(B, Commutator(X, A)) + Commutator(X, Commutator(A, B))
    assert verify(jacobi, 0 * A).status == "holds"
    assert check(Commutator(A, B), -Commutator(B, A)).status == "holds"
    verdict = check(Commutator(A, B), Commutator(B, A))
    assert verdict.status == "fails" and "Commutator(A, B) = Commutator(B, A)" in str(verdict)
    assert verify(SymmetricPart(S), S, S="symmetric").status == "holds"
    assert verify(SymmetricPart(S), S).status == "fails"


def test_print():
    assert str(2 * Commutator(A, B.T)) == "2*Commutator(A, B.T)"
    assert latex(Commutator(A, B.T)) == r"\operatorname{Commutator}(A, B^{T})"
    assert latex(SymmetricPart(A).T) == r"\operatorname{sym}(A)^{T}"
    assert latex(StandardDeviation(A)) == r"\operatorname{StandardDeviation}(A)"
    assert pretty(SymmetricPart(A)) == "sym(A)"
    assert srepr(SymmetricPart(A)).startswith("SymmetricPart(MatrixSymbol(")


def test_text():
    read = parse("Commutator(A, X) @ sym(B)", X="p p")
    assert str(read) == "Commutator(A, X)*sym(B)"
    assert infer("Commutator(A, X) @ sym(B)", X="p p") == {"A": "p p", "X": "p p", "B": "p p"}
    with pytest.raises(ParseError, match=r"Commutator: wants 2 arguments, got 1"):
        parse("Commutator(A)")
    with pytest.raises(ParseError, match="did you mean Commutator"):
        parse("Comutator(A, B)")


def test_the_page_of_the_calculator():
    calculation = calculate("trace(sym(X) @ Commutator(A, B) @ X)", "X").check()
    letters = {str(letter): letter for letter in calculation.F.atoms(MatrixSymbol)}
    A, B, X = (letters[name] for name in "ABX")
    written_out = Trace((X + X.T) / 2 * (A * B - B * A) * X)
    assert verify(Gradient(written_out, X), calculation.gradient).status == "holds"
    html = calculation._repr_html_()
    assert r"\operatorname{sym}(X)" in html and r"\operatorname{Commutator}(A, B)" in html
    assert "A @ B - B @ A" in html and "refuted" not in html


def test_what_its_definition_cannot_do_is_refused():
    class Vague(Node):
        shape = property(lambda self: self.args[0].shape)

    with pytest.raises(NoRule, match=r"no rule for Vague in Vague\(X\); register one: @rule\(Vague, ...\)"):
        jacobian(Vague(X), X)
    with pytest.raises(NotImplementedError, match=r"Commutator\(A, B\): derive it, or evaluate it"):
        Commutator(A, B)[0, 0]


def test_compile_and_apply():
    f = compile_function(Commutator(A, B))
    np.testing.assert_allclose(f(A=a, B=b), a @ b - b @ a)
    assert "A @ B - B @ A" in f.source()
    J = operator(Jacobian(Commutator(A, X), X), {A: a, X: b})
    np.testing.assert_allclose(J.jvp(b), a @ b - b @ a)
    np.testing.assert_allclose(J.vjp(b), a.T @ b - b @ a.T)
    assert compile_function(StandardDeviation(A))(a) == pytest.approx((a**2).sum() - np.trace(a) ** 2 / 3)


class Projector(Node):
    """X X^+, onto the columns of X."""

    def definition(self):
        return self.args[0] * pinv(self.args[0])


class Rounded(ScalarNode):
    """The whole part of the trace."""

    def definition(self):
        return floor(Trace(self.args[0]))


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ((Projector(X) * Projector(X), Projector(X)), "holds"),
        ((Jacobian(Projector(X), X), Jacobian(X * pinv(X), X)), "unknown"),
        ((rank(Commutator(A, B)), rank(A * B - B * A)), "unknown"),
        ((Rounded(A) / 2, floor(Trace(A) / 2)), "unknown"),
    ],
)
def test_the_verifier_sees_what_a_definition_hides(statement, status):
    """Ranks, sums under a rank, jumps: a statement is judged as if the definition stood in it."""
    written_out = Tuple(*statement).replace(
        lambda node: isinstance(node, Operation), lambda node: defined(node) or node
    )
    assert verify(*statement).status == verify(*written_out).status == status
