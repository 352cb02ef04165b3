"""Table 2: how vec passes through each linear operation; jacobian, gradient and hessian are read off."""

from sympy import Add, DiagMatrix, HadamardProduct, Identity, KroneckerProduct, MatAdd, MatMul, MatrixSymbol, Mul
from sympy import OneMatrix, S, Symbol, Trace, Transpose, ZeroMatrix

from veckron import shapes
from veckron.algebra import join, kronecker, product, split, terms, total, transpose, unstack, vector
from veckron.commutation import commutation_matrix
from veckron.derivative import entries
from veckron.differential import Differential, Rule, find
from veckron.vec import Vec, unvec, vec

VEC_RULES = {}


def vec_rule(*nodes, example=None, chapter="", source=""):
    """Register how vec passes through a linear operation: a function of L and of the arguments of the node."""

    def register(function):
        for node in nodes:
            VEC_RULES[node] = Rule(node, function, example, chapter, source)
        return function

    return register


class Linear:
    """L: the map from an expression linear in dX to the matrix J with vec(expression) = J vec dX."""

    def __init__(self, dX):
        self.dX = dX

    def __call__(self, E):
        if E == self.dX:
            return Identity(entries(E))
        if self.dX not in E.free_symbols:
            return ZeroMatrix(entries(E), entries(self.dX))
        return find(VEC_RULES, E).function(self, *E.args)

    def find(self, factors):
        """Return the place of the one factor that depends on dX."""
        (k,) = [k for k, factor in enumerate(factors) if self.dX in factor.free_symbols]
        return k


def after(M, J):
    """Return M J, term by term."""
    return total(*[product(M, term) for term in terms(J)])


@vec_rule(MatAdd, Add)
def sum_(L, *summands):
    """vec(A + B) = vec A + vec B"""
    return total(*map(L, summands))


@vec_rule(MatMul)
def product_(L, *factors):
    """vec(A X B) = (B^T (x) A) vec X"""
    scalars = [f for f in factors if not f.is_Matrix]
    matrices = [f for f in factors if f.is_Matrix]
    if any(L.dX in c.free_symbols for c in scalars):
        return after(vector(product(*matrices)), L(Mul(*scalars)))
    k = L.find(matrices)
    X = matrices[k]
    left = product(Identity(X.rows), *matrices[:k])if k == 0 else product(*matrices[:k])
    right = product(*matrices[k + 1 :]) if k + 1 < len(matrices) else Identity(X.cols)
    return after(product(*scalars, kronecker(transpose(right), left)), L(X))


@vec_rule(Transpose)
def transposed(L, A):
    """vec A^T = K_mn vec A"""
    return after(commutation_matrix(*A.shape), L(A))


@vec_rule(Trace)
def trace_(L, A):
    """tr A = vec(I)^T vec A"""
    return after(transpose(vector(Identity(A.rows))), L(A))


@vec_rule(Mul)
def scalar_product(L, *factors):
    """vec(u A) = u vec A"""
    k = L.find(factors)
    return after(Mul(*factors[:k], *factors[k + 1 :]) * Identity(1), L(factors[k]))


@vec_rule(HadamardProduct)
def hadamard_(L, *factors):
    """vec(A o X) = Diag(vec A) vec X"""
    k = L.find(factors)
    rest = [*factors[:k], *factors[k + 1 :]]
    A = rest[0] if len(rest) == 1 else HadamardProduct(*rest)
    return after(DiagMatrix(vector(A)), L(factors[k]))


@vec_rule(KroneckerProduct)
def kronecker_(L, *factors):
    """vec(A (x) B) = (I_n (x) K_qm (x) I_p)(vec A (x) vec B)"""
    k = L.find(factors)
    if len(factors) > 2:
        return L(KroneckerProduct(kronecker(*factors[:k]), kronecker(*factors[k:])) if k else KroneckerProduct(factors[0], kronecker(*factors[1:])))
    (m, n), (p, q) = (f.shape for f in factors)
    inner = kronecker(vector(factors[0]), Identity(p * q)) if k else kronecker(Identity(m * n), vector(factors[1]))
    outer = kronecker(Identity(n), commutation_matrix(q, m), Identity(p))
    return after(outer, after(inner, L(factors[k])))


@vec_rule(DiagMatrix)
def diag_(L, x):
    """vec Diag(x) = Diag(vec I_n) (1_n (x) I_n) x"""
    n = x.rows
    return after(DiagMatrix(vec(Identity(n))), after(kronecker(OneMatrix(n, 1), Identity(n)), L(x)))


@vec_rule(Vec)
def vec_(L, A):
    """vec vec A = vec A"""
    return L(A)


def jacobian(F, X):
    """Return d vec F / d (vec X)^T."""
    d = Differential(X)
    shapes.check_shapes(F)
    return Linear(d.dX)(d(F))


def gradient(f, X):
    """Return the matrix G of the shape of X with vec(G)^T = df/dX."""
    J = jacobian(f, X)
    return total(*[_unstacked(transpose(term), X) for term in terms(J)])


def _unstacked(v, X):
    scalar, factors = split(v)
    body = join(S.One, factors)
    G = unstack(body, *X.shape)
    return product(scalar, G if G is not None else unvec(body, *X.shape))
