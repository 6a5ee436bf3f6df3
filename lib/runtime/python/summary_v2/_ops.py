"""The functions that write."""

import ctypes
import math
import warnings

from . import _library, _tensor
from ._library import as_bytes, check
from ._writer import scoped_tag, should_record_summaries, state
from .errors import InvalidArgumentError, UnimplementedError

_MAX_FLOAT = _tensor.MAX_FLOAT
_scalar = _library.scalar

_NO_STEP = (
    "No step set. Please specify one either through the `step` argument or through "
    "summary_v2.experimental.set_step()"
)


def _int64(step):
    """A step as an int64, by the rules that TensorFlow has for it."""
    kind = type(step)
    if kind is int or kind is bool:
        if not -(2**63) <= step < 2**63:
            raise ValueError("Can't convert Python sequence with out-of-range integer to Tensor.")
        return int(step)
    if isinstance(step, (float, str, bytes)) and not hasattr(step, "dtype"):
        raise TypeError("Cannot convert %r to a step of type int64" % (step,))
    is_tensor = callable(getattr(step, "numpy", None))
    tensor = _tensor.convert(step)
    if is_tensor and tensor.dtype != _tensor.INT64:
        raise ValueError("Tensor conversion requested dtype int64 for a tensor of another type: %r" % (step,))
    count = 1
    for size in tensor.shape:
        count *= size
    if count != 1:
        raise ValueError("Argument `step` must be a scalar. Received step with shape %s." % (tensor.shape,))
    if tensor.array is not None and tensor.dtype != _tensor.COMPLEX128:
        # numpy truncates and wraps as TensorFlow does.
        return int(tensor.array.astype("int64").ravel()[0])
    if tensor.dtype not in (_tensor.INT32, _tensor.INT64, _tensor.BOOL):
        raise TypeError("Cannot convert %r to a step of type int64" % (step,))
    return int(tensor.values[0])


def _text(value, what):
    """An optional str or bytes as bytes."""
    if value is None:
        return b""
    if isinstance(value, str):
        return _tensor.encode(value)
    if isinstance(value, bytes):
        return value
    raise TypeError("bad type of %s: %r" % (what, type(value).__name__))


def _record(step, do):
    """Calls do(handle, step) if this write is to be recorded; True if it was."""
    if step is not None:
        step = _int64(step)
    writer = state.writer
    if writer is None:
        return False
    if step is None:
        step = state.step
    if not should_record_summaries():
        return False
    if step is None:
        raise ValueError(_NO_STEP)
    check(do(writer._handle, _int64(step)))
    return True


def scalar(name, data, step=None, description=None):
    """Writes a real number as float32. True if it was recorded."""
    # The common case, in as few steps as Python allows.
    if type(data) is float and type(step) is int and type(name) is str and name and description is None:
        writer = state.writer
        if (
            writer is not None
            and state.recording is None
            and not state.scope
            and -_MAX_FLOAT <= data <= _MAX_FLOAT
            and -(2**63) <= step < 2**63
        ):
            tag = name.encode()
            code = _scalar(writer._handle, tag, len(tag), data, step)
            if code:
                check(code)
            return True

    tag = _tensor.encode(scoped_tag(name, "scalar_summary"))
    text = _text(description, "description")
    tensor = _tensor.convert(data)
    if tensor.shape != ():
        raise ValueError("Expected scalar shape, saw shape: %s." % (tensor.shape,))
    if tensor.dtype == _tensor.STRING:
        raise UnimplementedError("Cast string to float is not supported")
    value = tensor.values[0] if tensor.array is None else _number(tensor)
    if isinstance(value, complex):
        warnings.warn("Only the real part of a complex number is recorded")
        value = value.real
    write_number = _library.scalar_int if isinstance(value, int) else _library.scalar_described
    return _record(
        step, lambda handle, at: write_number(handle, as_bytes(tag), value, at, as_bytes(text))
    )


def _number(tensor):
    """The element of a numpy tensor as int, float or complex, exactly or rounded to float32."""
    if tensor.dtype in (_tensor.COMPLEX64, _tensor.COMPLEX128):
        return complex(tensor.array.item())
    if tensor.dtype in _tensor.INTEGER - {_tensor.UINT64} or tensor.dtype == _tensor.BOOL:
        return int(tensor.array.item())
    if tensor.dtype == _tensor.DOUBLE:
        value = tensor.array.item()
        # TensorFlow's cast makes zero of what float32 could hold as a denormal number only.
        return math.copysign(0.0, value) if abs(value) < 2.0**-126 else value
    return float(tensor.array.astype("float32").item())


def histogram(name, data, step=None, buckets=None, description=None):
    """Writes the distribution of all elements of `data`, in 30 or `buckets` buckets. True if it was recorded."""
    tag = _tensor.encode(scoped_tag(name, "histogram_summary"))
    text = _text(description, "description")
    tensor = _tensor.convert(data)

    def do(handle, at):
        count = 30
        if buckets is not None:
            number = _tensor.convert(buckets)
            if number.shape != ():
                raise ValueError("Expected scalar shape, saw shape: %s." % (number.shape,))
            if number.dtype != _tensor.INT32:
                raise TypeError("buckets must be of type int32; got %s" % _tensor.NAMES[number.dtype])
            count = int(buckets)
        if tensor.dtype in (_tensor.COMPLEX64, _tensor.COMPLEX128):
            warnings.warn("Only the real parts of complex numbers are recorded")
        c_tensor, keep = tensor.c_tensor()
        return _library.histogram(handle, as_bytes(tag), ctypes.byref(c_tensor), at, count, as_bytes(text))

    return _record(step, do)


def _need_rank(tensor, rank):
    if len(tensor.shape) != rank:
        raise ValueError(
            "Tensor must have rank %d. Received rank %d, shape %s" % (rank, len(tensor.shape), tensor.shape)
        )


def _max_outputs(value):
    tensor = _tensor.convert(value)
    if tensor.shape != () or tensor.dtype not in _tensor.INTEGER:
        raise TypeError("max_outputs must be an integer, got %r" % (value,))
    return min(int(value), 2**31)


def image(name, data, step=None, max_outputs=3, description=None):
    """Writes images of shape [count, height, width, channels] as PNG. Floating point values are clipped to [0, 1],
    integers are scaled from the range of their type (uint8: not at all). True if it was recorded."""
    tag = _tensor.encode(scoped_tag(name, "image_summary"))
    text = _text(description, "description")

    def do(handle, at):
        tensor = _tensor.convert(data)
        _need_rank(tensor, 4)
        if tensor.dtype not in _tensor.FLOATING and tensor.dtype not in _tensor.INTEGER:
            raise AttributeError("image dtype must be either floating point or integer")
        c_tensor, keep = tensor.c_tensor()
        return _library.image(
            handle, as_bytes(tag), ctypes.byref(c_tensor), at, _max_outputs(max_outputs), as_bytes(text)
        )

    return _record(step, do)


def audio(name, data, sample_rate, step=None, max_outputs=3, encoding=None, description=None):
    """Writes audio clips of shape [count, frames, channels], float32 in [-1, 1], as WAV. True if it was recorded."""
    if encoding is not None and encoding != "wav":
        raise ValueError("Unknown encoding: %r" % (encoding,))
    tag = _tensor.encode(scoped_tag(name, "audio_summary"))
    text = _text(description, "description")

    def do(handle, at):
        tensor = _tensor.convert(data)
        _need_rank(tensor, 3)
        outputs = _max_outputs(max_outputs)
        rate = _tensor.convert(sample_rate)
        if rate.shape != () or rate.dtype not in _tensor.INTEGER:
            raise TypeError("Cannot convert %r to a sample rate of type int32" % (sample_rate,))
        if rate.dtype == _tensor.INT64 and not -(2**31) <= int(sample_rate) < 2**31:
            raise InvalidArgumentError("sample_rate must be in (0, 2^32), got %d" % sample_rate)
        c_tensor, keep = tensor.c_tensor()
        return _library.audio(
            handle, as_bytes(tag), ctypes.byref(c_tensor), int(sample_rate), at, outputs, as_bytes(text)
        )

    return _record(step, do)


def text(name, data, step=None, description=None):
    """Writes a str (Markdown) or a tensor of them. True if it was recorded."""
    tag = _tensor.encode(scoped_tag(name, "text_summary"))
    about = _text(description, "description")
    tensor = _tensor.convert(data)
    if tensor.dtype != _tensor.STRING:
        raise TypeError("tensor must be of type string; got %s" % _tensor.NAMES[tensor.dtype])

    def do(handle, at):
        c_tensor, keep = tensor.c_tensor()
        return _library.text(handle, as_bytes(tag), ctypes.byref(c_tensor), at, as_bytes(about))

    return _record(step, do)


def _string(value, what):
    """A tensor of one string as bytes."""
    tensor = _tensor.convert(value)
    if tensor.dtype != _tensor.STRING or tensor.shape != ():
        raise TypeError("Cannot convert %r to a string (%s)" % (value, what))
    return tensor.values[0]


def write(tag, tensor, step=None, metadata=None, name=None):
    """Writes any tensor, or what a callable returns when the write is recorded, under the tag as it is. `metadata` is a
    tensorflow.SummaryMetadata, as an object or serialized. True if it was recorded."""
    del name

    def do(handle, at):
        value = _tensor.convert(tensor() if callable(tensor) else tensor)
        about = metadata.SerializeToString() if hasattr(metadata, "SerializeToString") else _text(metadata, "metadata")
        c_tensor, keep = value.c_tensor()
        return _library.write(handle, as_bytes(_string(tag, "tag")), ctypes.byref(c_tensor), at, as_bytes(about))

    return _record(step, do)


def _serialized(value):
    if hasattr(value, "SerializeToString"):
        return value.SerializeToString()
    tensor = _tensor.convert(value)
    if tensor.dtype != _tensor.STRING:
        raise InvalidArgumentError("expected a serialized message, got a tensor of %s" % _tensor.NAMES[tensor.dtype])
    # Several serialized messages in a row are the serialized message with the fields of all of them.
    return b"".join(tensor.values)


def write_raw_pb(tensor, step=None, name=None):
    """Writes a v1 tf.compat.v1.Summary (serialized, a list of such, or the object) as it is. True if it was recorded."""
    del name
    if step is not None:
        step = _int64(step)
    if state.writer is None:
        return False
    if step is None and state.step is None:
        raise ValueError(_NO_STEP)
    return _record(
        step, lambda handle, at: _library.write_raw_pb(handle, as_bytes(_serialized(tensor)), at)
    )


def graph(graph_data):
    """Writes a tf.Graph, or a GraphDef as an object or serialized. True if it was recorded."""
    if hasattr(graph_data, "as_graph_def"):
        data = graph_data.as_graph_def(add_shapes=True).SerializeToString()
    elif hasattr(graph_data, "SerializeToString"):
        data = graph_data.SerializeToString()
    elif isinstance(graph_data, bytes):
        data = graph_data
    else:
        raise ValueError(
            "Argument 'graph_data' is not a graph or a GraphDef. Received graph_data=%r of type %s."
            % (graph_data, type(graph_data).__name__)
        )
    return _record(0, lambda handle, at: _library.graph(handle, as_bytes(data)))


def import_event(event, to_v2=False):
    """Writes a tensorflow.Event (serialized or as an object) with its own step and time. As TensorFlow's op of that
    name it leaves v1 values as they are; with `to_v2` they are turned into the v2 form that TensorBoard shows. Neither
    `record_if` nor scopes matter. True if there was a default writer."""
    writer = state.writer
    if writer is None:
        return False
    check(_library.import_event(writer._handle, as_bytes(_serialized(event)), int(bool(to_v2))))
    return True
