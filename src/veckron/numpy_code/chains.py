"""Products: what two neighbours become, and in which order a chain is multiplied."""

from veckron.numpy_code.inverses import FORMED, applied, is_inverse
from veckron.numpy_code.parts import entrywise, index, negative, scaled, spread, total, transpose

CHEAP = ("np.eye({})", "perm", "np.diagflat({})")


def unformed(c, A):
    """Tell whether A is an inverse that is only applied."""
    if not is_inverse(A):
        return False
    base = A.args[0].args[0] if A.op == "T" else A.args[0]
    way = c.ways.get(base, "solve")
    return not (way == "inv" or way.endswith(" inv"))


def matmul(c, A, B):
    """A B, by what the two are."""
    for left in LEFT:
        if (found := left(c, A, B)) is not None:
            return found
    for left in LEFT:
        if (found := left(c, transpose(c, B), transpose(c, A))) is not None:
            return transpose(c, found)
    if A.shape[1] == 1:
        outer = entrywise(c, "{} * {}", A, B, shape=(A.shape[0], B.shape[1]))
        outer.symmetric = outer.symmetric or transpose(c, A) is B
        return outer
    turned = transpose(c, B), transpose(c, A)
    if (A.op == "T" and (B.op == "T" or (B.symmetric and not A.symmetric))) or ("{} @ {}", turned) in c.table:
        product = c.part("{} @ {}", *turned, shape=(B.shape[1], A.shape[0]), symmetric=turned[0] is A)
        return transpose(c, product)
    return c.part("{} @ {}", A, B, shape=(A.shape[0], B.shape[1]), symmetric=turned[1] is B)


def _identity(c, A, B):
    return B if A.op == "np.eye({})" else None


def _inverse(c, A, B):
    return applied(c, A, B) if unformed(c, A) else None


def _ones(c, A, B):
    """1^T B is the sum of the rows; a number of ones side by side are spread."""
    if A.op == "np.ones(({}, {}))" and A.shape[1] != 1:
        sums = column_sums(c, B)
        return spread(c, sums, (A.shape[0], B.shape[1]))
    if A.op == "np.ones(({}, {}))":
        return spread(c, B, (A.shape[0], B.shape[1]))
    return None


def column_sums(c, B):
    """1^T B"""
    if B.op == "np.ones(({}, {}))":
        return spread(c, c.size(B.shape[0]), (1, B.shape[1]))
    if B.op == "T":
        return c.part(
            "T", c.part("{}.sum(axis=1, keepdims=True)", B.args[0], shape=(B.shape[1], 1)), shape=(1, B.shape[1])
        )
    return c.part("{}.sum(axis=0, keepdims=True)", B, shape=(1, B.shape[1]))


def _diagonal(c, A, B):
    if A.op != "np.diagflat({})":
        return None
    return entrywise(c, "{} * {}", A.args[0], B, shape=B.shape)


def _permuted(c, A, B):
    """(I_a (x) K_mn (x) I_b) B: the rows of B moved; a column is read as a matrix and transposed."""
    if A.op != "perm":
        return None
    a, m, n, b = A.args
    if B.shape[1] == 1 and [str(a.args[0]), str(b.args[0])] == ["1", "1"]:
        return c.part("{}.reshape({}, {}).T.reshape(-1, 1)", B, n, m, shape=B.shape)
    return c.part("{}[{}]", B, index(c, A), shape=B.shape)


def _zero_one(c, A, B):
    """D_n B and L_n B take rows of B; D_n^T B and L_n^T B add them up or put them among zeros."""
    turned, Z = A.op == "T", A.args[0] if A.op == "T" else A
    if getattr(Z, "op", "") not in ("duplication", "elimination"):
        return None
    n, shape = Z.args[0], (A.shape[0], B.shape[1])
    if turned:
        return c.part(f"{Z.op}_transposed({{}}, {{}})", n, B, shape=shape)
    return c.part("{}[{}]", B, c.part(f"{Z.op}({{}})", n), shape=shape)


def _kron_on_column(c, A, B):
    """(P (x) Q) vec(V^T) = vec(Q V^T P^T), with the column read by rows."""
    if A.op != "np.kron({}, {})" or B.shape[1] != 1:
        return None
    P, Q = A.args
    V = c.part("{}.reshape({}, {})", B, *c.sizes(P.shape[1], Q.shape[1]), shape=(P.shape[1], Q.shape[1]))
    return c.part("{}.reshape(-1, 1)", chain(c, [P, V, transpose(c, Q)]), shape=(A.shape[0], B.shape[1]))


def _each_term(c, A, B):
    """(I + K) B and (A^-1 + A^-T) b term by term."""
    turned, whole = A.op == "T", A.args[0] if A.op == "T" else A
    if getattr(whole, "op", "") != "sum":
        return None
    terms = [(sign, transpose(c, term) if turned else term) for sign, term in zip(whole.args[0], whole.args[1:])]
    body = [_split(term)[1] for _, term in terms]
    kinds = [term.op in CHEAP for term in body]
    column = B.shape[1] == 1 and (any(kinds) or any(unformed(c, term) for term in body))
    if not (all(kinds) or column):
        return None
    products = [(sign, _scaled_product(c, term, B)) for sign, term in terms]
    return total(c, products, (A.shape[0], B.shape[1]))


def _split(A):
    """Return the number in front of a part, or below it, and the part; None for the number 1."""
    if A.op == "{} * {}" and not A.args[0].shape:
        return A.args
    return (A.args[1], A.args[0]) if A.op == "{} / {}" and not A.args[1].shape else (None, A)


def _scaled_product(c, A, B):
    number, body = _split(A)
    if number is None:
        return matmul(c, A, B)
    if A.op == "{} / {}":
        return entrywise(c, A.op, matmul(c, body, B), number)
    return scaled(c, number, matmul(c, body, B))


def _minus(c, A, B):
    return negative(c, matmul(c, A.args[0], B)) if A.op == "-{}" and A.args[0].op in (*CHEAP, "sum", FORMED) else None


LEFT = [_identity, _inverse, _diagonal, _permuted, _zero_one, _ones, _kron_on_column, _each_term, _minus]


def chain(c, factors):
    """Multiply a chain in the cheapest order, by the sizes as far as they are known."""
    factors = list(factors)
    if any(A.op == "T" for A in factors) and all(A.op == "T" or A.symmetric for A in factors):
        return transpose(c, chain(c, [transpose(c, A) for A in reversed(factors)]))
    c.chains.append(tuple(factors))
    return _multiplied(c, factors, _order(c, factors), 0, len(factors) - 1)


def _multiplied(c, factors, order, i, j):
    """The product of one stretch of a chain, or the one that is known of it or of its transpose."""
    if i == j:
        return factors[i]
    key, turned = places(factors[i : j + 1]), places([transpose(c, A) for A in reversed(factors[i : j + 1])])
    if turned in c.known:
        return transpose(c, c.known[turned])
    if key not in c.known:
        k = order[i, j][1]
        c.known[key] = matmul(c, _multiplied(c, factors, order, i, k), _multiplied(c, factors, order, k + 1, j))
    return c.known[key]


def places(factors):
    """Return the names by which a stretch of factors is known."""
    return tuple(A.place for A in factors)


def _order(c, factors):
    """Return for each stretch of the chain its cost and where it is cut last."""
    best = {(i, i): (0.0, i) for i in range(len(factors))}
    for length in range(2, len(factors) + 1):
        for i in range(len(factors) - length + 1):
            j = i + length - 1
            cuts = [(best[i, k][0] + best[k + 1, j][0] + _cost(c, factors, i, k, j), -k) for k in range(i, j)]
            cost, k = min(cuts)
            key = stretch(c, factors[i : j + 1])
            best[i, j] = 0.0 if key in c.known else cost / c.counts.get(key, 1), -k
    return best


def cost(c, factors):
    """About how many multiplications a chain takes."""
    return _order(c, factors)[0, len(factors) - 1][0]


def _cost(c, factors, i, k, j):
    """The number of multiplications of one product, half of it for A A^T."""
    rows, inner, cols = (c.number(n) for n in (factors[i].shape[0], factors[k].shape[1], factors[j].shape[1]))
    left, right = factors[i : k + 1], factors[k + 1 : j + 1]
    cheap = (*CHEAP, "np.ones(({}, {}))")
    if any(len(side) == 1 and side[0].op in cheap for side in (left, right)):
        return rows * cols
    alike = [transpose(c, A) for A in reversed(right)] == left
    return rows * inner * cols * (0.5 if alike else 1.0)


def stretch(c, factors):
    """Return one key for a product and its transpose."""
    return min(places(factors), places([transpose(c, A) for A in reversed(factors)]))


def occurrences(c, chains):
    """Return how often each stretch of a product occurs among different products."""
    counts, different = {}, {stretch(c, factors): factors for factors in chains}
    for factors in different.values():
        for i in range(len(factors)):
            for j in range(i + 2, len(factors) + 1):
                key = stretch(c, factors[i:j])
                counts[key] = counts.get(key, 0) + 1
    return counts
