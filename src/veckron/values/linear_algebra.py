"""Linear algebra over a field of Python numbers: matrices by their entries that are not zero, one elimination for all."""

from mpmath import fdot

from veckron.values.arithmetic import Arithmetic


class Singular(ArithmeticError):
    """A matrix has no inverse, a number no reciprocal, root or logarithm: another draw may have."""


class ExactMatrix:
    """A matrix over a field: a dictionary {column: entry} for each row, zeros left out; ``modulus`` for Z/p^k."""

    def __init__(self, rows, shape, modulus):
        self.rows, self.shape, self.modulus = rows, tuple(shape), modulus

    def like(self, rows, shape):
        """The matrix with other rows, reduced, its zeros left out."""
        q = self.modulus
        return ExactMatrix([{j: b for j, a in row.items() if (b := a % q if q else a)} for row in rows], shape, q)

    @classmethod
    def of(cls, items, shape, modulus):
        """The matrix with the entries (i, j, a), none of them 0."""
        rows = [{} for _ in range(shape[0])]
        for i, j, a in items:
            rows[i][j] = a
        return cls(rows, shape, modulus)

    def each(self, f):
        """Apply a function to every entry that is not 0."""
        return self.like([{j: f(a) for j, a in row.items()} for row in self.rows], self.shape)

    def __getitem__(self, place):
        return self.rows[place[0]].get(place[1], 0)

    def items(self):
        return [(i, j, a) for i, row in enumerate(self.rows) for j, a in row.items()]

    def __add__(self, other, sign=1):
        merged = [dict(row) for row in self.rows]
        for row, added in zip(merged, other.rows):
            for j, b in added.items():
                row[j] = row.get(j, 0) + sign * b
        return self.like(merged, self.shape)

    def __sub__(self, other):
        return self.__add__(other, -1)

    def __neg__(self):
        return (-1) * self

    def __mul__(self, other):
        if not isinstance(other, ExactMatrix):
            return self.each(lambda a: other * a)
        rows = [{j: a * B.get(j, 0) for j, a in A.items()} for A, B in zip(self.rows, other.rows)]
        return self.like(rows, self.shape)

    __rmul__ = __mul__

    def __truediv__(self, number):
        return (1 / number) * self

    def __matmul__(self, other):
        shape = self.shape[0], other.shape[1]
        if self.modulus:
            return self.like([_combination(row, other.rows) for row in self.rows], shape)
        columns = other.T.rows  # an entry of real numbers is rounded once
        return self.like([dict(enumerate(_inner(row, column) for column in columns)) for row in self.rows], shape)

    @property
    def T(self):
        return self.of([(j, i, a) for i, j, a in self.items()], self.shape[::-1], self.modulus)

    def reshape(self, m, n):
        """Row by row, as NumPy does."""
        width = self.shape[1]
        return self.of([(*divmod(i * width + j, n), a) for i, j, a in self.items()], (m, n), self.modulus)

    def dense(self):
        return [[row.get(j, 0) for j in range(self.shape[1])] for row in self.rows]


def _combination(row, rows):
    """Return the sum of a_k times row k."""
    total = {}
    for k, a in row.items():
        for j, b in rows[k].items():
            total[j] = total.get(j, 0) + a * b
    return total


def _inner(row, column):
    """Return the inner product of real numbers, exactly before it is rounded."""
    return fdot((a, column[k]) for k, a in row.items() if k in column)


class Field(Arithmetic):
    """An arithmetic of :class:`ExactMatrix`: a field says modulus, number, residue, reduced, power and pivot."""

    want_zeros = lambda self, rows, A: None  # the rows below the rank are zero, up to what the field neglects

    def draw(self, m, n):
        return self.from_entries([[self.residue() for _ in range(n)] for _ in range(m)], (m, n))

    def matrix(self, value):
        if isinstance(value, ExactMatrix):
            return value
        m, n = value.shape
        return self.from_entries([[self.number(value[i, j]) for j in range(n)] for i in range(m)], (m, n))

    def from_entries(self, rows, shape=None):
        shape = shape or (len(rows), len(rows[0]) if rows else 0)
        return ExactMatrix([], shape, self.modulus).like([dict(enumerate(row)) for row in rows], shape)

    def from_ones(self, shape, places):
        return ExactMatrix.of([(i, j, 1) for i, j in places], shape, self.modulus)

    def from_columns(self, length, columns):
        parts = [column.items() if isinstance(column, ExactMatrix) else [(0, 0, column)] for column in columns]
        items = [(i, j, a) for j, part in enumerate(parts) for i, _, a in part]
        return ExactMatrix.of(items, (length, len(columns)), self.modulus)

    def kron(self, A, B):
        p, q = B.shape
        rows = [{j * q + l: a * b for j, a in R.items() for l, b in r.items()} for R in A.rows for r in B.rows]
        return A.like(rows, (A.shape[0] * p, A.shape[1] * q))

    def trace_of_product(self, A, B):
        """tr(AB) = sum_ij a_ij b_ji"""
        return self.reduced(sum(a * B[j, i] for i, j, a in A.items()))

    def reciprocal(self, a):
        return self.power(a, -1)

    def reduced_rows(self, rows, width, above=True):
        """Gauss, and Jordan ``above``, on the first columns, in place; return those that lead, and the product of pivots."""
        leading, det, q = [], 1, self.modulus
        for c in range(width):
            r = len(leading)
            pivot = self.pivot([row[c] for row in rows[r:]])
            if pivot is None:
                continue
            rows[r], rows[r + pivot] = rows[r + pivot], rows[r]
            det = self.reduced((-det if pivot else det) * rows[r][c])
            scale = self.reciprocal(rows[r][c])
            rows[r][c:] = pivotal = [self.reduced(a * scale) for a in rows[r][c:]]
            for i in [*range(r * above), *range(r + 1, len(rows))]:
                if f := rows[i][c]:  # beside the identity half of what is subtracted is 0
                    rest = zip(rows[i][c:], pivotal)
                    rows[i][c:] = [(a - f * b) % q if b else a for a, b in rest] if q else [a - f * b for a, b in rest]
            leading.append(c)
        return leading, det

    def inverse(self, A):
        n = A.shape[0]
        rows = [a + b for a, b in zip(A.dense(), self.identity(n).dense())]
        if len(self.reduced_rows(rows, n)[0]) < n:
            raise Singular(f"a matrix of shape {A.shape} has no inverse")
        return self.from_entries([row[n:] for row in rows], (n, n))

    def determinant(self, A):
        """Gauss; where no pivot is a unit, the method that divides by 1, ..., n only."""
        leading, det = self.reduced_rows(A.dense(), A.shape[1], above=False)
        return det if len(leading) == A.shape[0] else self.faddeev_leverrier(A)[0]

    def adjugate(self, A):
        return self.faddeev_leverrier(A)[1]

    def faddeev_leverrier(self, A):
        """Return det A and adj A, dividing by 1, ..., n only: singular matrices are no exception."""
        n = A.shape[0]
        M, c = self.from_ones((n, n), []), 1
        for k in range(1, n + 1):
            M = A @ M + c * self.identity(n)
            AM = A @ M
            c = self.reduced(-sum(AM[i, i] for i in range(n)) * self.reciprocal(k))
        return self.reduced((-1) ** n * c), (-1) ** (n - 1) * M

    def full_rank_factors(self, A):
        """Return C and R of full rank r with A = CR: the columns that lead, and the reduced rows."""
        n, rows = A.shape[1], A.dense()
        leading, _ = self.reduced_rows(rows, n)
        r = len(leading)
        self.want_zeros(rows[r:], A)
        return A @ self.from_ones((n, r), [(c, k) for k, c in enumerate(leading)]), self.from_entries(rows[:r], (r, n))

    def rank(self, A):
        return self.full_rank_factors(A)[1].shape[0]

    def pseudo_inverse(self, A):
        """A^+ = R^T (R R^T)^-1 (C^T C)^-1 C^T for A = CR with C and R of full rank."""
        C, R = self.full_rank_factors(A)
        return R.T @ self.inverse(R @ R.T) @ self.inverse(C.T @ C) @ C.T

    def entrywise(self, ev, f, A):
        """Apply a function to every entry, zeros too."""
        return self.from_entries([[ev.applied(f, a) for a in row] for row in A.dense()], A.shape)
