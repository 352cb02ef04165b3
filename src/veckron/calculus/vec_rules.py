"""Table 2: how vec passes through each linear operation, one rule each."""

from collections.abc import Callable
from functools import partial, reduce

from sympy import Add, DiagMatrix, DiagonalOf, Dummy, HadamardProduct, Identity, KroneckerProduct, MatAdd, MatMul
from sympy import Max, Mul, OneMatrix, Sum, Symbol, Trace, Transpose, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from veckron.algebra import diagonal, hadamard, kronecker, product, split, sum_over, terms, total, transpose, vector
from veckron.calculus.rule_tables import NoRule, Walk, register
from veckron.expressions import MatrixSum, Unvec, Unvech, Vec, Vech, commutation_matrix, duplication_matrix
from veckron.expressions import elimination_matrix, entries, unit

VEC_RULES = {}


def vec_rule(*nodes: type, example: Callable, chapter: str, source: str) -> Callable:
    """Register how vec passes through a linear operation: a function of L and of the node.

    ``L(A)`` is the matrix with ``vec(A) = L(A) vec(dX)``. Parameters as for :func:`veckron.rule`.

    source: magnus2019, chapter 2
    """
    return register(VEC_RULES, nodes, example=example, chapter=chapter, source=source)


class Linear(Walk):
    """L: from an expression linear in dX to the matrix J with vec(expression) = J vec(dX)."""

    table, decorator = VEC_RULES, "vec_rule"

    def __init__(self, dX):
        super().__init__(dX, Identity(entries(dX)))

    def zero(self, A):
        return ZeroMatrix(entries(A), entries(self.letter))

    def around(self, factors):
        """Return the factors before the one that depends on dX, this one, and those behind it."""
        k, *more = [k for k, factor in enumerate(factors) if self.moves(factor)]
        if more:
            raise NoRule(f"no rule for {factors[k]} beside {factors[more[0]]}: both depend on {self.letter}")
        return list(factors[:k]), factors[k], list(factors[k + 1 :])


def after(M, J):
    """Return M J, term by term."""
    return total(*[product(M, term) for term in terms(J)])


def before(J, M):
    """Return J M, term by term."""
    return total(*[product(term, M) for term in terms(J)])


# A row of the table by the chapter that teaches it.
vec_rule_1 = partial(vec_rule, chapter="01-vec", source="magnus2019, chapter 2")
vec_rule_2 = partial(vec_rule, chapter="02-kronecker", source="magnus2019, chapter 2")
vec_rule_3 = partial(vec_rule, chapter="03-traces", source="magnus2019, chapter 2")


@vec_rule_1(MatAdd, Add, example=lambda S: S + S.T)
def vec_of_sum(L, node):
    """vec(A + B) = vec A + vec B"""
    return total(*map(L, node.args))


@vec_rule_2(MatMul, example=lambda X, A, B: A * X * B)
def vec_of_product(L, node):
    """vec(A X B) = (B^T (x) A) vec X, vec(u A) = vec(A) u"""
    scalar, factors = split(node)
    before, X, behind = L.around([scalar, *factors])
    if not before:
        return after(vector(product(*behind)), L(scalar))
    left = product(*before[1:]) if before[1:] else Identity(X.rows)
    right = product(*behind) if behind else Identity(X.cols)
    return after(product(scalar, kronecker(transpose(right), left)), L(X))


@vec_rule_2(Transpose, example=lambda X: X.T, chapter="02-transpose", source="magnus2019, chapter 3")
def vec_of_transpose(L, node):
    """vec A^T = K_mn vec A"""
    return after(commutation_matrix(*node.arg.shape), L(node.arg))


@vec_rule_3(Trace, example=lambda X, A, B, R: Trace(A * X * B * R))
def vec_of_trace(L, node):
    """tr A = vec(I_n)^T vec A"""
    return after(transpose(vector(Identity(node.arg.rows))), L(node.arg))


@vec_rule_1(Mul, example=lambda S: Trace(S) ** 2)
def vec_of_multiple(L, node):
    """vec(u A) = u vec A"""
    before, X, behind = L.around(node.args)
    return after(product(Mul(*before, *behind), Identity(1)), L(X))


@vec_rule_1(HadamardProduct, example=lambda X, C: HadamardProduct(C, X))
def vec_of_hadamard(L, node):
    """vec(A o X) = Diag(vec A) vec X"""
    before, X, behind = L.around(node.args)
    return after(diagonal(vector(reduce(hadamard, before + behind))), L(X))


@vec_rule_2(
    KroneckerProduct,
    example=lambda x, P: KroneckerProduct(P, x, P),
    chapter="02-derivative-of-kron",
    source="magnus2019, chapter 3",
)
def vec_of_kronecker(L, node):
    """vec(A (x) B) = (I_n (x) K_qm (x) I_p)(vec A (x) vec B)"""  # for a row b^T and a column a the same is shorter
    before, X, behind = L.around(node.args)
    if before and behind:
        return L(KroneckerProduct(kronecker(*before), KroneckerProduct(X, *behind)))
    A, B = (X, kronecker(*behind)) if behind else (kronecker(*before), X)
    (m, n), (p, q) = A.shape, B.shape
    if behind and p == 1 != q:
        return after(kronecker(Identity(n), transpose(B), Identity(m)), L(X))
    if before and n == 1 != m:
        return after(kronecker(Identity(q), A, Identity(p)), L(X))
    outer = kronecker(Identity(n), commutation_matrix(q, m), Identity(p))
    inner = kronecker(Identity(m * n), vector(B)) if behind else kronecker(vector(A), Identity(p * q))
    return after(outer, after(inner, L(X)))


@vec_rule_1(DiagMatrix, example=lambda x: DiagMatrix(x))
def vec_of_diagonal(L, node):
    """vec Diag(x) = Diag(vec I_n) (1_n (x) I_n) x"""
    n = node.rows
    spread = after(kronecker(OneMatrix(n, 1), Identity(n)), L(node.args[0]))
    return after(DiagMatrix(Vec(Identity(n))), spread)


@vec_rule_1(DiagonalOf, example=lambda S: DiagonalOf(S))
def vec_of_diagonal_part(L, node):
    """diag(A) = (1_n^T (x) I_n) Diag(vec I_n) vec A"""
    n = node.rows
    return after(kronecker(OneMatrix(1, n), Identity(n)), after(DiagMatrix(Vec(Identity(n))), L(node.args[0])))


@vec_rule_1(Vec, Unvec, example=lambda X: Vec(X))
def vec_of_vec(L, node):
    """vec vec A = vec A"""
    return L(node.args[0])


@vec_rule_1(Vech, example=lambda S: Vech(S), source="magnus1980")
def vec_of_vech(L, node):
    """vech A = L_n vec A"""
    return after(elimination_matrix(node.args[0].rows), L(node.args[0]))


@vec_rule_1(Unvech, example=lambda S: Unvech(Vech(S), S.rows), source="magnus1980")
def vec_of_unvech(L, node):
    """vec unvech(v, n) = D_n v"""
    return after(duplication_matrix(node.rows), L(node.args[0]))


@vec_rule_1(MatrixElement, example=lambda X, A: MatrixElement(A * X, Symbol("p") - 1, 0))
def vec_of_element(L, node):
    """A_ij = (e_j (x) e_i)^T vec A"""
    A, i, j = node.args
    return after(kronecker(transpose(unit(j, A.cols)), transpose(unit(i, A.rows))), L(A))


@vec_rule_1(Sum, example=lambda X: Sum(MatrixElement(X, Symbol("i"), 0), (Symbol("i"), 1, X.rows - 1)))
def vec_of_sum_of_numbers(L, node):
    """vec sum_i u_i = sum_i vec u_i"""
    *inner, (i, first, last) = node.limits
    terms = L(Sum(node.function, *inner) if inner else node.function).xreplace({i: i + first})
    count = last - first + 1  # of numbers a sum to less is empty
    sizes = {size: Dummy(integer=True, positive=True) for size in count.free_symbols if not size.is_integer}
    certain = count.xreplace(sizes).is_nonnegative
    return sum_over(terms, i, count - 1 if certain else Max(count, 0) - 1)


@vec_rule_2(MatrixSum, example=lambda S: S ** Symbol("k", integer=True, positive=True))
def vec_of_index_sum(L, node):
    """vec sum_r A_r = sum_r vec A_r"""
    A, r, last = node.args
    return MatrixSum(L(A), r, last)
