"""Matrices over any kind of number in pure Python: the entries that are not zero, row by row."""


class ExactMatrix:
    """A matrix over a field: a dictionary {column: entry} for each row, zeros left out; ``modulus`` for Z/p^k."""

    def __init__(self, rows, shape, modulus):
        self.rows, self.shape, self.modulus = rows, tuple(shape), modulus

    def _like(self, rows, shape):
        q = self.modulus
        if q is None:
            return ExactMatrix([{j: a for j, a in row.items() if a} for row in rows], shape, q)
        return ExactMatrix([{j: b for j, a in row.items() if (b := a % q)} for row in rows], shape, q)

    @classmethod
    def of(cls, items, shape, modulus):
        """The matrix with the entries (i, j, a), none of them 0."""
        rows = [{} for _ in range(shape[0])]
        for i, j, a in items:
            rows[i][j] = a
        return cls(rows, shape, modulus)

    def each(self, f):
        """Apply a function, of which no value is 0, to every entry that is not 0."""
        return ExactMatrix([{j: f(a) for j, a in row.items()} for row in self.rows], self.shape, self.modulus)

    def __getitem__(self, place):
        return self.rows[place[0]].get(place[1], 0)

    def items(self):
        return [(i, j, a) for i, row in enumerate(self.rows) for j, a in row.items()]

    def __add__(self, other):
        merged = [dict(row) for row in self.rows]
        for i, j, b in other.items():
            merged[i][j] = merged[i].get(j, 0) + b
        return self._like(merged, self.shape)

    def __sub__(self, other):
        return self + (-1) * other

    def __neg__(self):
        return (-1) * self

    def __mul__(self, other):
        if not isinstance(other, ExactMatrix):
            return self._like([{j: other * a for j, a in row.items()} for row in self.rows], self.shape)
        rows = [{j: a * B.get(j, 0) for j, a in A.items()} for A, B in zip(self.rows, other.rows)]
        return self._like(rows, self.shape)

    __rmul__ = __mul__

    def __truediv__(self, number):
        return (1 / number) * self

    def __matmul__(self, other):
        return self._like([_combination(row, other.rows) for row in self.rows], (self.shape[0], other.shape[1]))

    @property
    def T(self):
        rows = [{} for _ in range(self.shape[1])]
        for i, row in enumerate(self.rows):
            for j, a in row.items():
                rows[j][i] = a
        return ExactMatrix(rows, self.shape[::-1], self.modulus)

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
