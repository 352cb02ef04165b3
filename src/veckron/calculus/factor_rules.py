"""Table 1 for softmax, for functions of a matrix, for what a matrix is split into, and for what an equation defines."""

from sympy import Identity, MatrixSymbol, OneMatrix, Rational

from veckron.algebra import diagonal_part, entry, hadamard, inverse, kronecker, normal, product, split, total, transpose
from veckron.algebra import vector
from veckron.calculus.derivatives import Differentiation
from veckron.calculus.differential_rules import rule_3
from veckron.calculus.vec_rules import after, vec_rule_3
from veckron.expressions import Cholesky, Eigenvalues, Eigenvectors, Expm, FrechetJacobian, Implicit, Logm
from veckron.expressions import LogSumExp, PseudoInverse, SingularValues, Softmax, Sylvester, half_lower
from veckron.expressions import reciprocal_gaps, svd, unvec


@rule_3(Softmax, example=lambda x, P: Softmax(P * x, 0), chapter="06-softmax")
def softmax_of(d, node):
    """d softmax(x) = (Diag(softmax(x)) - softmax(x) softmax(x)^T) dx; dP = P o (dZ - (P o dZ) 1 1^T) for the rows of Z"""
    dZ = d(node.args[0])
    if node.of_column:
        return total(hadamard(node, dZ), product(-1, node, transpose(node), dZ))
    if node.args[1] == 0:
        return hadamard(node, total(dZ, product(-1, OneMatrix(node.rows, node.rows), hadamard(node, dZ))))
    return hadamard(node, total(dZ, product(-1, hadamard(node, dZ), OneMatrix(node.cols, node.cols))))


@rule_3(LogSumExp, example=lambda x, P: LogSumExp(P * x), chapter="06-softmax")
def logarithm_of_exponentials(d, node):
    """d logsumexp(x) = softmax(x)^T dx"""
    return entry(product(transpose(Softmax(node.args[0], 0)), d(node.args[0])))


@rule_3(Expm, Logm, example=lambda S: Expm(S))
def function_of_matrix(d, node):
    """d expm(A) = unvec(Frechet(expm(A)) vec dA), and so for logm; d expm(u A) = A expm(u A) du where A is constant"""
    scalar, factors = split(node.args[0])
    if any(map(d.moves, factors)) or isinstance(node, Logm):
        return unvec(product(FrechetJacobian(node), vector(d(node.args[0]))), *node.shape)
    d.visited.update(node.args)
    return product(d(scalar), *factors, node)


@rule_3(PseudoInverse, example=lambda X: PseudoInverse(X))
def pseudo_inverse(d, node):
    """d A^+ = -A^+ dA A^+ + A^+ A^+^T dA^T (I - A A^+) + (I - A^+ A) dA^T A^+^T A^+, where A keeps its rank"""
    A, dA = node.args[0], d(node.args[0])
    outside = total(Identity(A.rows), product(-1, A, node))
    inside = total(Identity(A.cols), product(-1, node, A))
    square, other = product(node, transpose(node)), product(transpose(node), node)
    terms = product(square, transpose(dA), outside), product(inside, transpose(dA), other)
    return total(product(-1, node, dA, node), *terms)


def symmetric(dA):
    """Return (dA + dA^T)/2."""
    return product(Rational(1, 2), total(dA, transpose(dA)))


@rule_3(Cholesky, example=lambda S: Cholesky(S * S.T))
def cholesky_factor(d, node):
    """d C = C (T o (C^-1 dS C^-T)), where T has 1 below the diagonal, 1/2 on it; dS stands for its symmetric part"""
    inner = product(inverse(node), symmetric(d(node.args[0])), inverse(transpose(node)))
    return product(node, hadamard(half_lower(node.rows), inner))


@rule_3(Eigenvalues, example=lambda S: Eigenvalues(S))
def eigenvalues_of_symmetric(d, node):
    """d l = diag(Q^T dS Q), where no two eigenvalues are equal"""
    Q = Eigenvectors(node.args[0])
    return diagonal_part(product(transpose(Q), d(node.args[0]), Q))


@rule_3(Eigenvectors, example=lambda S: Eigenvectors(S))
def eigenvectors_of_symmetric(d, node):
    """d Q = Q (F o (Q^T dS Q)) with F_ij = 1/(l_j - l_i), F_ii = 0; dS stands for its symmetric part"""
    inner = product(transpose(node), symmetric(d(node.args[0])), node)
    return product(node, hadamard(normal(reciprocal_gaps(node.args[0])), inner))


@rule_3(SingularValues, example=lambda S: SingularValues(S))
def singular_values(d, node):
    """d s = diag(U^T dX V), where no two of them are equal, and none is 0"""
    U, _, V = svd(node.args[0])
    return diagonal_part(product(transpose(U), d(node.args[0]), V))


@rule_3(Sylvester, example=lambda x: Sylvester(x * x.T, x.T * x, x))
def solution_of_sylvester(d, node):
    """d X = the solution of A dX + dX B = dC - dA X - X dB, for A X + X B = C"""
    A, B, C = node.args
    return Sylvester(A, B, total(d(C), product(-1, d(A), node), product(-1, node, d(B))))


@vec_rule_3(Sylvester, example=lambda x: Sylvester(x * x.T, x.T * x, x))
def vec_of_solution(L, node):
    """vec X = (I (x) A + B^T (x) I)^-1 vec C, for A X + X B = C"""
    A, B, C = node.args
    both = total(kronecker(Identity(B.rows), A), kronecker(transpose(B), Identity(A.rows)))
    return after(inverse(both), L(C))


def linear_equation(x):
    """Return the y with (I + x x^T) y = x."""
    y = MatrixSymbol("y", *x.shape)
    return Implicit(y + x * x.T * y - x, y, x)


@rule_3(Implicit, example=linear_equation)
def solution_of_equation(d, node):
    """vec dY = -(DF/DY)^-1 vec dF, where F(Y) = 0"""
    F, Y, _ = node.args
    d.visited.update(node.args)
    by_Y = Differentiation(F, Y).jacobian.xreplace({Y: node})
    return unvec(product(-1, inverse(by_Y), vector(d(F).xreplace({Y: node}))), *node.shape)
