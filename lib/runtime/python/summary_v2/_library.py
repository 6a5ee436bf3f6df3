"""libsummary_v2.so through ctypes."""

import ctypes
import os

from . import errors

ABI_VERSION = 1


class Bytes(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]


class CTensor(ctypes.Structure):
    _fields_ = [
        ("dtype", ctypes.c_int),
        ("rank", ctypes.c_int),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("data", ctypes.c_void_p),
    ]


def _find():
    """SUMMARY_V2_LIBRARY, else the library that the wheel put beside this file."""
    path = os.environ.get("SUMMARY_V2_LIBRARY")
    return path or os.path.join(os.path.dirname(os.path.abspath(__file__)), "libsummary_v2.so")


def _declare(library, name, *arguments):
    function = getattr(library, "summary_v2_" + name)
    function.argtypes = arguments
    function.restype = ctypes.c_int
    return function


_handle, _size, _step = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64
_tensor = ctypes.POINTER(CTensor)

_path = _find()
# Calls that may take long let other Python threads run. A scalar takes a tenth of a microsecond: giving the interpreter
# lock away would cost more than the call.
_slow = ctypes.CDLL(_path)
_fast = ctypes.PyDLL(_path)

if _slow.summary_v2_abi_version() != ABI_VERSION:
    raise ImportError("%s has another interface than this package" % _path)

_slow.summary_v2_error_message.restype = ctypes.c_char_p
_slow.summary_v2_path.argtypes = [_handle]
_slow.summary_v2_path.restype = ctypes.c_char_p
_slow.summary_v2_free.argtypes = [_handle]
_slow.summary_v2_free.restype = None

_create = _declare(
    _slow, "create_file_writer", ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.POINTER(_handle)
)
flush = _declare(_slow, "flush", _handle)
close = _declare(_slow, "close", _handle)
free = _slow.summary_v2_free
path = _slow.summary_v2_path

scalar = _declare(_fast, "scalar", _handle, ctypes.c_char_p, _size, ctypes.c_double, _step)
scalar_described = _declare(_slow, "scalar_described", _handle, Bytes, ctypes.c_double, _step, Bytes)
scalar_int = _declare(_slow, "scalar_int", _handle, Bytes, ctypes.c_int64, _step, Bytes)
histogram = _declare(_slow, "histogram", _handle, Bytes, _tensor, _step, ctypes.c_int, Bytes)
image = _declare(_slow, "image", _handle, Bytes, _tensor, _step, ctypes.c_int64, Bytes)
audio = _declare(_slow, "audio", _handle, Bytes, _tensor, ctypes.c_int64, _step, ctypes.c_int64, Bytes)
text = _declare(_slow, "text", _handle, Bytes, _tensor, _step, Bytes)
write = _declare(_slow, "write", _handle, Bytes, _tensor, _step, Bytes)
graph = _declare(_slow, "graph", _handle, Bytes)
write_raw_pb = _declare(_slow, "write_raw_pb", _handle, Bytes, _step)
import_event = _declare(_slow, "import_event", _handle, Bytes, ctypes.c_int)


def check(code):
    """Raises what a code other than 0 stands for."""
    if code:
        raise errors.from_code(code, _slow.summary_v2_error_message().decode("utf-8", "replace"))


def create(logdir, max_queue, flush_millis, suffix):
    out = ctypes.c_void_p()
    check(_create(logdir, max_queue, flush_millis, suffix, ctypes.byref(out)))
    return out.value


def as_bytes(data):
    return Bytes(data, len(data))
