"""An expression as a NumPy function: the parts of its code, their order, their names, and the source that is printed.

`parts` holds each piece of code once, `writers` and `numbers` say what each node becomes, `chains` orders products,
`inverses` decides how an inverse is used, `text` and `names` write lines, `compiled` makes the function.
"""

from veckron.numpy_code.compiled import CompiledFunction, compile_function

__all__ = ["CompiledFunction", "compile_function"]
