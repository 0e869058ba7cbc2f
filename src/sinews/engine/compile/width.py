"""Vectors as wide as the machine has them."""

from numba import types
from numba.extending import intrinsic


@intrinsic
def use_widest_vectors(_context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Let the function that calls this use vectors of 512 bits where the machine has them.

    LLVM keeps to 256 bits on most machines that have 512, for the sake of code with few vectors. A
    kernel is nothing but vectors.
    """

    def generate(context, builder, _signature, _arguments):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        # past the list of attributes that llvmlite knows by name; this one is a text to LLVM
        if isinstance(builder.function.attributes, set):
            set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), generate
