"""Writers, and what a thread has by default: writer, step, recording condition, name scope."""

import os
import re
import threading
import weakref
from contextlib import contextmanager

from . import _library, _tensor


class _State(threading.local):
    writer = None
    step = None
    recording = None  # a bool, a callable, or None: not said
    scope = ""  # empty, or ends in "/"; "/" prefixes nothing


state = _State()


class SummaryWriter:
    """Interface of all writers."""

    def set_as_default(self, step=None):
        """Makes this the default writer of the thread, and `step` its default step when given."""
        self.as_default(step).__enter__()

    def as_default(self, step=None):
        """A context manager: inside, this is the default writer; at its end the writer is flushed."""
        return _DefaultWriter(self, step)

    def init(self):
        raise NotImplementedError()

    def flush(self):
        raise NotImplementedError()

    def close(self):
        raise NotImplementedError()


class _DefaultWriter:
    def __init__(self, writer, step):
        self._writer = writer
        self._step = step

    def __enter__(self):
        self._old_writer = state.writer
        state.writer = self._writer
        if self._step is not None:
            self._old_step = state.step
            state.step = self._step
        return self._writer

    def __exit__(self, *unused):
        state.writer.flush()
        state.writer = self._old_writer
        if self._step is not None:
            state.step = self._old_step
        return False


class _FileWriter(SummaryWriter):
    def __init__(self, logdir, max_queue, flush_millis, suffix):
        self._handle = _library.create(logdir, max_queue, flush_millis, suffix)
        self._closed = False
        # Not at exit: other threads may still write then, and the library itself flushes what is open.
        weakref.finalize(self, _library.free, self._handle).atexit = False

    @property
    def path(self):
        """The event file."""
        return os.fsdecode(_library.path(self._handle))

    def _check_open(self):
        if self._closed:
            raise RuntimeError("SummaryWriter %r is already closed" % (self,))

    def set_as_default(self, step=None):
        self._check_open()
        super().set_as_default(step)

    def as_default(self, step=None):
        self._check_open()
        return super().as_default(step)

    def init(self):
        self._check_open()

    def flush(self):
        """Returns when all that was written is in the file."""
        if not self._closed:
            _library.check(_library.flush(self._handle))

    def close(self):
        if not self._closed:
            self._closed = True
            _library.check(_library.close(self._handle))


class _NoopWriter(SummaryWriter):
    """Does nothing, and changes no default."""

    def set_as_default(self, step=None):
        pass

    @contextmanager
    def as_default(self, step=None):
        yield

    def init(self):
        pass

    def flush(self):
        pass

    def close(self):
        pass


def _int32(value, default, name):
    if value is None:
        return default
    tensor = _tensor.convert(value)
    if tensor.shape != () or tensor.dtype not in _tensor.INTEGER:
        raise TypeError("Cannot convert %r to int32 (argument `%s`)" % (value, name))
    return max(-(2**31), min(int(value), 2**31 - 1))


def _path_bytes(value, name):
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, str):
        value = os.fsencode(value)
    if not isinstance(value, bytes):
        raise TypeError("Cannot convert %r to a string (argument `%s`)" % (value, name))
    if b"\0" in value:
        raise ValueError("Argument `%s` holds a NUL" % name)
    return value


def create_file_writer(logdir, max_queue=None, flush_millis=None, filename_suffix=None, name=None):
    """A writer with a new event file in `logdir`, which is made when it does not exist.

    More than `max_queue` (10) events waiting, or `flush_millis` (120,000) having passed, make a background thread write
    them; so do `flush`, the end of `as_default`, `close` and the end of the process. `name` is there for TensorFlow's
    sake.
    """
    del name
    if logdir is None:
        raise ValueError("Argument `logdir` cannot be None")
    return _FileWriter(
        _path_bytes(logdir, "logdir"),
        _int32(max_queue, 10, "max_queue"),
        _int32(flush_millis, 120000, "flush_millis"),
        b".v2" if filename_suffix is None else _path_bytes(filename_suffix, "filename_suffix"),
    )


def create_noop_writer():
    """A writer that does nothing."""
    return _NoopWriter()


def get_step():
    """The default step of the thread, or None."""
    return state.step


def set_step(step):
    """Sets the default step of the thread: a number, or an object with an int64 `numpy()` (a tf.Variable), which is
    asked at every write; None unsets it."""
    state.step = step


@contextmanager
def record_if(condition):
    """Inside, summaries are recorded only if the condition holds: a bool, or a callable that is asked at every write."""
    old = state.recording
    try:
        state.recording = condition
        yield
    finally:
        state.recording = old


def _truth(condition):
    if isinstance(condition, bool):
        return condition
    data = _tensor.numpy_of(condition)
    if data is None or data.dtype.kind != "b" or data.ndim:
        raise TypeError("Cannot convert %r to a bool" % (condition,))
    return bool(data)


def should_record_summaries():
    """True if there is a default writer and the condition of `record_if` holds."""
    if state.writer is None:
        return False
    condition = state.recording
    if condition is None:
        return True
    if callable(condition):
        condition = condition()
        return True if condition is None else _truth(condition)
    if not isinstance(condition, bool) and _tensor.numpy_of(condition) is None and not condition:
        return False  # 0, "", []: TensorFlow takes them
    return _truth(condition)


def flush(writer=None, name=None):
    """Flushes the writer, or the default one."""
    del name
    if writer is None:
        writer = state.writer
        if writer is None:
            return
    if not isinstance(writer, SummaryWriter):
        raise ValueError("Invalid argument to flush(): %r" % (writer,))
    writer.flush()


@contextmanager
def name_scope(name):
    """Prefixes the tags inside by "name/". A name that ends in "/" replaces the scopes around it; "" and "/" leave none."""
    old = state.scope
    state.scope = name if name == "" or name.endswith("/") else old + name + "/"
    try:
        yield state.scope
    finally:
        state.scope = old


_NO_SCOPE_CHARACTERS = re.compile(r"[^-_/.A-Za-z0-9]")


@contextmanager
def summary_scope(name, default_name="summary", values=None):
    """For summary functions of one's own: yields (tag, scope). The tag is the name behind the scopes around it."""
    del values
    tag = scoped_tag(name, default_name)
    with name_scope(_NO_SCOPE_CHARACTERS.sub("", name or "") or default_name) as scope:
        yield tag, scope


def scoped_tag(name, default_name):
    """The tag of a summary of that name. TypeError unless it is a str or None."""
    name = name or default_name
    if not isinstance(name, str):
        raise TypeError("expected a string as the name of a summary, got %r" % type(name).__name__)
    return state.scope + name if len(state.scope) > 1 else name
