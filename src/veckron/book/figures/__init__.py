"""The pictures of the book: of matrices, charts and diagrams, in one style."""
