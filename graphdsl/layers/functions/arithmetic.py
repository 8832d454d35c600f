"""The functions that work element by element: arithmetic, comparisons, rounding, activations."""

from __future__ import annotations

from graphdsl.layers.functions.base import Parameter
from graphdsl.layers.functions.elementwise import (
    all_equal,
    along,
    always,
    angle_of,
    binary,
    binary_of_tensors,
    bits,
    bool_to_int,
    choose,
    cube_root,
    gated,
    keep,
    made_of_numbers,
    narrow_to_float,
    real_to_float,
    shift,
    stopped,
    strongly,
    to_float,
    turned_into,
    unary,
    whole_to_float,
    wide_to_float,
)
from graphdsl.layers.functions.parameters import (
    AXIS_KIND,
    BINARY,
    DTYPE,
    DTYPE_KIND,
    LAST_AXIS,
    NO,
    NUMBER,
    TENSOR,
    TENSOR_OR_NONE,
    UNARY,
    YES,
    Table,
    family,
    needed,
    value,
)
from graphdsl.layers.functions.promotion import promote, strong
from graphdsl.layers.kinds import AxesTuple, Bool, Float, Int, Numbers, Optional

TOLERANCES = {**BINARY, "rtol": value(NUMBER, 1e-05), "atol": value(NUMBER, 1e-08), "equal_nan": NO}
ARRAY = Parameter("tensor", Numbers())
CAST = {"x": TENSOR, "dtype": needed(DTYPE_KIND)}
XY = {"x": TENSOR, "y": TENSOR}

ARITHMETIC: Table = {
    **family(BINARY, binary(promote), "add", "subtract", "multiply", "maximum", "minimum"),
    **family(BINARY, binary(promote), "fmax", "fmin", "power", "floor_divide"),
    **family(BINARY, binary(lambda *d: bool_to_int(promote(*d))), "mod", "fmod"),
    **family(
        BINARY,
        binary(lambda *d: promote(*d, "float")),
        *("divide", "true_divide", "divide_no_nan", "logaddexp", "logaddexp2"),
    ),
    **family(BINARY, angle_of, "arctan2"),
    **family(BINARY, binary(lambda *d: promote(*map(strong, d), "float")), "ldexp", "nextafter"),
    **family(BINARY, binary(strongly), "gcd", "lcm"),
    **family(
        BINARY, binary_of_tensors(lambda *d: narrow_to_float(promote(*d))), "heaviside", "hypot"
    ),
    **family(
        BINARY,
        binary(lambda *_: "bool"),
        *("equal", "not_equal", "greater", "greater_equal", "less", "less_equal"),
        *("logical_and", "logical_or", "logical_xor"),
    ),
    **family(TOLERANCES, binary(lambda *_: "bool"), "isclose"),
    **family(TOLERANCES, all_equal, "allclose"),
    **family(XY, bits, "bitwise_and", "bitwise_or", "bitwise_xor"),
    **family(XY, shift, "bitwise_left_shift", "left_shift", "bitwise_right_shift", "right_shift"),
    **family({"condition": TENSOR, "x1": TENSOR_OR_NONE, "x2": TENSOR_OR_NONE}, choose, "where"),
}

BOUND = needed(NUMBER)

UNARIES: Table = {
    **family(UNARY, keep, "abs", "absolute", "conj", "conjugate", "copy", "imag", "real", "sign"),
    **family(UNARY, keep, "negative", "trunc", "bitwise_invert", "bitwise_not"),
    **family(UNARY, keep, "rsqrt", "erf", "erfinv"),
    **family({"variable": TENSOR}, stopped, "stop_gradient"),
    **family({"x": TENSOR, "decimals": value(Int(), 0)}, keep, "round"),
    **family(
        {
            "x": TENSOR,
            "nan": value(NUMBER, 0.0),
            "posinf": value(Optional(NUMBER), None),
            "neginf": value(Optional(NUMBER), None),
        },
        keep,
        "nan_to_num",
    ),
    **family(UNARY, unary(real_to_float), "fabs"),
    **family(
        UNARY,
        unary(to_float),
        *("angle", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "ceil", "cos"),
        *("cosh", "erfc", "floor", "log", "log10", "log1p", "log2", "sin", "sinc", "sinh"),
        *("sqrt", "tan", "tanh"),
    ),
    **family(UNARY, unary(whole_to_float), "exp", "exp2", "expm1"),
    **family(UNARY, unary(cube_root), "cbrt"),
    **family(UNARY, unary(wide_to_float), "deg2rad", "rad2deg", "i0"),
    **family(UNARY, unary(bool_to_int), "square"),
    **family(UNARY, always("float32"), "reciprocal"),
    **family({"x": TENSOR, "x_min": BOUND, "x_max": BOUND}, unary(bool_to_int), "clip"),
    **family(
        UNARY,
        always("bool"),
        *("isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "logical_not"),
        "signbit",
    ),
    **family({"x": TENSOR, "dtype": needed(DTYPE_KIND)}, turned_into, "cast", "saturate_cast"),
    **family({"x": ARRAY, "dtype": DTYPE}, made_of_numbers, "array"),
    **family(
        {
            "x": ARRAY,
            "dtype": DTYPE,
            "sparse": value(Optional(Bool()), None),
            "ragged": value(Optional(Bool()), None),
        },
        made_of_numbers,
        "convert_to_tensor",
    ),
}

ALPHA = {"x": TENSOR, "alpha": value(NUMBER, 1.0)}
THRESHOLD = {"x": TENSOR, "threshold": value(NUMBER, 0.5)}
OVER_AXES = {"x": TENSOR, "axis": value(Optional(AXIS_KIND), -1)}
EPSILON = value(Optional(Float()), None)

ACTIVATIONS: Table = {
    **family(
        UNARY,
        keep,
        *("relu", "relu6", "sigmoid", "sparse_sigmoid", "softplus", "softsign", "sparse_plus"),
        *("silu", "swish", "log_sigmoid", "hard_sigmoid", "hard_silu", "hard_swish", "selu"),
        *("tanh_shrink", "hard_tanh"),
    ),
    **family(THRESHOLD, keep, "soft_shrink", "hard_shrink"),
    **family({"x": TENSOR, "b": value(NUMBER, 4)}, keep, "squareplus"),
    **family({"x": TENSOR, "negative_slope": value(NUMBER, 0.2)}, keep, "leaky_relu"),
    **family(ALPHA, keep, "elu", "celu"),
    **family({"x": TENSOR, "approximate": YES}, keep, "gelu"),
    **family({"x": TENSOR, "threshold": BOUND, "default_value": BOUND}, keep, "threshold"),
    **family(
        {"x": TENSOR, "axis": value(Optional(AxesTuple()), -1)}, along, "softmax", "log_softmax"
    ),
    **family({"x": TENSOR, "axis": LAST_AXIS}, along, "sparsemax"),
    **family({"x": TENSOR, "axis": LAST_AXIS}, gated, "glu"),
}
