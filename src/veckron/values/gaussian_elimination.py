"""Linear algebra over a field of Python numbers: elimination, determinants, ranks, by one method for every field."""

from veckron.values.arithmetic import Arithmetic
from veckron.values.sparse_matrix import ExactMatrix


class Singular(ArithmeticError):
    """A matrix has no inverse, a number no reciprocal, root or logarithm: another draw may have."""


class Field(Arithmetic):
    """An arithmetic of :class:`ExactMatrix`: a field says modulus, number, residue, reduced, power and pivot."""

    values = (-2, -1, 0, 1, 2)  # at which statements may jump
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
        reduced = [{j: self.reduced(a) for j, a in enumerate(row) if a} for row in rows]
        return ExactMatrix(reduced, shape, self.modulus)

    def from_ones(self, shape, places):
        return ExactMatrix.of([(i, j, 1) for i, j in places], shape, self.modulus)

    def from_columns(self, length, columns):
        parts = [column.items() if isinstance(column, ExactMatrix) else [(0, 0, column)] for column in columns]
        items = [(i, j, a) for j, part in enumerate(parts) for i, _, a in part]
        return ExactMatrix.of(items, (length, len(columns)), self.modulus)

    def kron(self, A, B):
        p, q = B.shape
        products = lambda R, r: {j * q + l: self.reduced(a * b) for j, a in R.items() for l, b in r.items()}
        rows = [products(R, r) for R in A.rows for r in B.rows]
        return ExactMatrix(rows, (A.shape[0] * p, A.shape[1] * q), self.modulus)

    def reciprocal(self, a):
        return self.power(a, -1)

    def reduced_rows(self, rows, width):
        """Gauss and Jordan on the first columns, in place; return the columns that lead."""
        leading = []
        for c in range(width):
            r = len(leading)
            pivot = self.pivot([row[c] for row in rows[r:]])
            if pivot is None:
                continue
            rows[r], rows[r + pivot] = rows[r + pivot], rows[r]
            scale = self.reciprocal(rows[r][c])
            rows[r] = [self.reduced(a * scale) for a in rows[r]]
            rows[:] = [row if i == r or not row[c] else self.less(row, rows[r], row[c]) for i, row in enumerate(rows)]
            leading.append(c)
        return leading

    def less(self, row, other, factor):
        return [self.reduced(a - factor * b) for a, b in zip(row, other)]

    def inverse(self, A):
        n = A.shape[0]
        rows = [a + b for a, b in zip(A.dense(), self.identity(n).dense())]
        if len(self.reduced_rows(rows, n)) < n:
            raise Singular(f"a matrix of shape {A.shape} has no inverse")
        return self.from_entries([row[n:] for row in rows], (n, n))

    def determinant(self, A):
        """Gauss; where no pivot is a unit, the method that divides by 1, ..., n only."""
        rows, det = A.dense(), 1
        for c in range(len(rows)):
            pivot = self.pivot([row[c] for row in rows[c:]])
            if pivot is None:
                return self.faddeev_leverrier(A)[0]
            if pivot:
                rows[c], rows[c + pivot], det = rows[c + pivot], rows[c], -det
            det = self.reduced(det * rows[c][c])
            scale = self.reciprocal(rows[c][c])
            rows[c + 1 :] = [self.less(row, rows[c], row[c] * scale) if row[c] else row for row in rows[c + 1 :]]
        return self.reduced(det)

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
        leading = self.reduced_rows(rows, n)
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
