"""Python values as tensors, by the rules of tf.convert_to_tensor. numpy is used where the values are numpy's; lists
and plain numbers need none."""

import array
import ctypes
import sys

from . import _library

FLOAT, DOUBLE, INT32, UINT8, INT16, INT8, STRING, COMPLEX64, INT64, BOOL = range(1, 11)
BFLOAT16, UINT16, COMPLEX128, HALF, UINT32, UINT64 = 14, 17, 18, 19, 22, 23

_NUMPY_NAMES = {
    "float32": FLOAT,
    "float64": DOUBLE,
    "int32": INT32,
    "uint8": UINT8,
    "int16": INT16,
    "int8": INT8,
    "complex64": COMPLEX64,
    "int64": INT64,
    "bool": BOOL,
    "bfloat16": BFLOAT16,
    "uint16": UINT16,
    "complex128": COMPLEX128,
    "float16": HALF,
    "uint32": UINT32,
    "uint64": UINT64,
}
FLOATING = frozenset((FLOAT, DOUBLE, HALF, BFLOAT16))
INTEGER = frozenset((INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64))
NAMES = {number: name for name, number in _NUMPY_NAMES.items()}
NAMES[STRING] = "string"

MAX_FLOAT = 3.4028235677973362e38  # what rounds to the largest float32, and no more


class Tensor:
    """`values` is a flat list for strings (of bytes) and for what came from Python, else `array` is numpy's."""

    __slots__ = ("dtype", "shape", "values", "array")

    def __init__(self, dtype, shape, values=None, array=None):
        self.dtype = dtype
        self.shape = shape
        self.values = values
        self.array = array

    def c_tensor(self):
        """The C form, and what must stay alive as long as it is used."""
        shape = (ctypes.c_int64 * max(1, len(self.shape)))(*self.shape)
        if self.array is not None:
            keep = self.array
            data = keep.ctypes.data
        elif self.dtype == STRING:
            keep = (_library.Bytes * max(1, len(self.values)))(*[_library.as_bytes(v) for v in self.values])
            data = ctypes.addressof(keep)
        else:
            keep = _packed(self.dtype, self.values)
            data = ctypes.addressof(keep)
        tensor = _library.CTensor(self.dtype, len(self.shape), shape, data)
        return tensor, (shape, keep)


_C_TYPES = {
    FLOAT: ctypes.c_float,
    INT32: ctypes.c_int32,
    INT64: ctypes.c_int64,
    BOOL: ctypes.c_bool,
    COMPLEX128: ctypes.c_double,
}


def _packed(dtype, values):
    if dtype == COMPLEX128:
        values = [part for value in values for part in (value.real, value.imag)]
    elif dtype == FLOAT:
        # array is much faster than ctypes at this.
        floats = array.array("f", values or [0.0])
        return (ctypes.c_char * (4 * len(floats))).from_buffer(floats)
    return (_C_TYPES[dtype] * max(1, len(values)))(*values)


def _unsupported(value):
    return ValueError(
        "Attempt to convert a value (%r) with an unsupported type (%r) to a Tensor." % (value, type(value))
    )


def encode(text):
    """A str as UTF-8; a lone surrogate is a ValueError by itself."""
    return text.encode("utf-8")


def from_numpy(data):
    numpy = sys.modules["numpy"]
    kind = data.dtype.kind
    if kind == "U":
        return Tensor(STRING, data.shape, [encode(v) for v in data.ravel().tolist()])
    if kind == "S":
        return Tensor(STRING, data.shape, data.ravel().tolist())
    if kind == "O":
        values = data.ravel().tolist()
        if all(isinstance(v, (str, bytes)) for v in values):
            return Tensor(STRING, data.shape, [encode(v) if isinstance(v, str) else v for v in values])
        raise ValueError("Failed to convert a NumPy array to a Tensor (Unsupported object type).")
    number = _NUMPY_NAMES.get(data.dtype.name)
    if number is None:
        raise ValueError("Failed to convert a NumPy array to a Tensor (Unsupported numpy type: %s)." % data.dtype)
    if not data.dtype.isnative:
        data = data.astype(data.dtype.newbyteorder("="))
    shape = data.shape
    return Tensor(number, shape, array=numpy.ascontiguousarray(data))


def numpy_of(value):
    """The numpy array that a value is or can become without loss, else None. A tensor of TensorFlow or PyTorch knows
    its own `numpy()`."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return numpy.asarray(value)
    method = getattr(value, "numpy", None)
    if callable(method):
        return numpy.asarray(method())
    return numpy.asarray(value) if hasattr(value, "__array__") else None


def convert(value):
    """The tensor of a value. ValueError or TypeError as TensorFlow raises them."""
    kind = type(value)
    if kind is float:
        return Tensor(FLOAT, (), [checked_float(value)])
    if kind is int:
        return Tensor(_int_type((value,)), (), [value])
    if kind is str:
        return Tensor(STRING, (), [encode(value)])
    if kind is bytes:
        return Tensor(STRING, (), [value])
    if kind is bool:
        return Tensor(BOOL, (), [value])
    if isinstance(value, (list, tuple, range)):
        return _from_sequence(value)
    if isinstance(value, (array.array, memoryview, bytearray)):
        return _from_sequence(memoryview(value).tolist())
    data = numpy_of(value)
    if data is not None:
        return from_numpy(data)
    if isinstance(value, complex):
        return Tensor(COMPLEX128, (), [value])
    if isinstance(value, (bool, int, float, str, bytes)):
        for base in (bool, int, float, str, bytes):
            if isinstance(value, base):
                return convert(base(value))
    raise _unsupported(value)


def checked_float(value):
    if -MAX_FLOAT <= value <= MAX_FLOAT or value != value or value in (float("inf"), float("-inf")):
        return value
    raise ValueError("Can't convert Python sequence with a value out of range for a double-precision float.")


def _int_type(values):
    low, high = min(values), max(values)
    if -(2**31) <= low and high < 2**31:
        return INT32
    if -(2**63) <= low and high < 2**63:
        return INT64
    raise ValueError("Can't convert Python sequence with out-of-range integer to Tensor.")


def _flatten(value, depth, shape, leaves):
    """Collects the leaves of nested sequences; shape[depth] is the length all sequences of that depth must have."""
    if not isinstance(value, (list, tuple, range)):
        if depth != len(shape):
            raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
        leaves.append(value)
        return
    if depth == len(shape):
        if leaves:
            raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
        shape.append(len(value))
    elif shape[depth] != len(value):
        raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
    for element in value:
        _flatten(element, depth + 1, shape, leaves)


def _mixed():
    return ValueError("Can't convert Python sequence with mixed types to Tensor.")


def _from_sequence(value):
    """The first element decides about the type."""
    shape, leaves = [], []
    _flatten(value, 0, shape, leaves)
    shape = tuple(shape)
    if not leaves:
        return Tensor(FLOAT, shape, [])
    kinds = {type(leaf) for leaf in leaves}
    if not kinds <= {bool, int, float, str, bytes, complex}:
        return _from_arrays(shape, leaves)
    first = type(leaves[0])
    if first is float and kinds <= {float, int, bool} or first is int and float in kinds <= {float, int, bool}:
        return Tensor(FLOAT, shape, [checked_float(float(leaf)) for leaf in leaves])
    if first is int and kinds <= {int, bool}:
        return Tensor(_int_type(leaves), shape, leaves)
    if kinds == {bool}:
        return Tensor(BOOL, shape, leaves)
    if kinds <= {str, bytes}:
        return Tensor(STRING, shape, [encode(leaf) if isinstance(leaf, str) else leaf for leaf in leaves])
    if first is complex and kinds <= {complex, float, int}:
        return Tensor(COMPLEX128, shape, [complex(leaf) for leaf in leaves])
    raise _mixed()


def _from_arrays(shape, leaves):
    """Lists with arrays, numpy scalars or tensors in them. As in TensorFlow integers of any width become int32, or
    int64 when they need it; floats keep the width of the first."""
    arrays = [numpy_of(leaf) for leaf in leaves]
    for leaf, data in zip(leaves, arrays):
        if data is None and not isinstance(leaf, (bool, int, float, complex, str, bytes)):
            raise _unsupported(leaf)
    numpy = sys.modules["numpy"]
    parts = [numpy.asarray(leaf) if data is None else data for leaf, data in zip(leaves, arrays)]
    if any(part.shape != parts[0].shape for part in parts):
        raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
    data = numpy.stack(parts).reshape(shape + parts[0].shape)
    tensors = [part.dtype for leaf, part in zip(leaves, parts) if callable(getattr(leaf, "numpy", None))]
    kinds = {part.dtype.kind for part in parts}
    first = parts[0].dtype
    if tensors:
        return from_numpy(data.astype(tensors[0]))
    if first.kind == "f" and kinds <= set("fiub"):
        return from_numpy(data.astype("float32" if arrays[0] is None else first))
    if first.kind in "iu" and kinds <= set("fiub"):
        if "f" in kinds:
            return from_numpy(data.astype("float32"))
        number = _int_type([int(data.min()), int(data.max())]) if data.size else INT32
        return from_numpy(data.astype(NAMES[number]))
    if first.kind == "c" and kinds <= set("cfiu"):
        return from_numpy(data.astype("complex128"))
    if kinds <= set("USO") or len(kinds) == 1:
        return from_numpy(data)
    raise _mixed()
