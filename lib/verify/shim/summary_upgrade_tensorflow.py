"""What makes two runs of one TensorFlow program comparable, installed in the same way for the original and the result.

Random ops: each gets its seed from how many random ops its graph has had so far. TensorFlow takes the number of *all* ops there, so that one
more summary op would change every initial value. Sessions run on one thread. A v1 writer that is never closed gets the time to write
what it was given. `max_session_runs` ends the program before the run that follows, through its own `with`, `finally` and `atexit`.
"""
import atexit
import builtins
import functools
import json
import os
import sys
import weakref

GRAPH_SEED = 87654321
# Ops that only a migrated program runs by themselves: they are no session run of the program's own.
WRITER_OPS = {"SummaryWriter", "CreateSummaryFileWriter", "CreateSummaryDbWriter", "FlushSummaryWriter", "CloseSummaryWriter", "WriteGraphSummary",
              "ImportEvent"}


class Stop(SystemExit):
    """Ends a program that has made as many session runs as were asked for."""


class Surroundings(object):
    def __init__(self, settings, redirect):
        self.settings, self.redirect = settings, redirect
        self.process = os.getpid()
        self.random_ops = self.graph_seeds = self.runs = 0
        self.stopped = False
        self.version = None
        self.sessions, self.writers = weakref.WeakSet(), weakref.WeakSet()

    def install(self):
        atexit.register(self.finish)
        self.after_import("numpy", self.seed_numpy)
        self.after_import("tensorflow", self.tensorflow)
        if self.settings["swap"]:
            self.swap(self.settings["swap"])

    def after_import(self, name, act):
        """Calls act() when the module has been imported for the first time."""
        from importlib.abc import Loader, MetaPathFinder
        from importlib.machinery import PathFinder

        class Late(Loader):
            def __init__(self, loader):
                self.loader = loader

            def create_module(self, spec):
                return self.loader.create_module(spec)

            def exec_module(self, module):
                # The module must see the loader that it was made for.
                module.__loader__ = module.__spec__.loader = self.loader
                self.loader.exec_module(module)
                act()

            def __getattr__(self, attribute):
                return getattr(self.loader, attribute)

        class Finder(MetaPathFinder):
            def find_spec(self, fullname, path, target=None):
                if fullname != name:
                    return None
                sys.meta_path.remove(self)
                spec = PathFinder.find_spec(fullname, path, target)
                if spec is not None and spec.loader is not None:
                    spec.loader = Late(spec.loader)
                return spec

        sys.meta_path.insert(0, Finder())

    def seed_numpy(self):
        import numpy
        numpy.random.seed(self.settings["seed"])

    # TensorFlow --------------------------------------------------------------------------------------------------------------------

    def tensorflow(self):
        import tensorflow
        self.version = getattr(tensorflow, "__version__", None)
        self.seeds()
        self.session()
        self.patience()
        self.log_directories()
        if self.settings["swap"]:
            import tensorflow.compat.v1
            tensorflow.compat.v1.disable_v2_behavior()

    def seeds(self):
        from tensorflow.python.framework import ops, random_seed
        original = random_seed.get_seed

        def get_seed(op_seed):
            self.random_ops += 1
            graph = ops.get_default_graph()
            graph_seed = getattr(graph, "seed", None)
            if graph_seed is not None:
                self.graph_seeds += 1
                if self.settings["own_seeds"]:
                    return original(op_seed)
            count = getattr(graph, "_summary_upgrade_random_ops", 0)
            graph._summary_upgrade_random_ops = count + 1
            return GRAPH_SEED if graph_seed is None else graph_seed, count if op_seed is None else op_seed

        random_seed.get_seed = get_seed

    def session(self):
        from tensorflow.core.protobuf import config_pb2
        from tensorflow.python.client import session
        construct, run = session.BaseSession.__init__, session.BaseSession.run
        limit = self.settings["max_session_runs"]

        def init(this, target="", graph=None, config=None):
            own = config_pb2.ConfigProto()
            if config is not None:
                own.CopyFrom(config)
            own.intra_op_parallelism_threads = 1
            own.inter_op_parallelism_threads = 4 if self.settings["many_threads"] else 1
            construct(this, target, graph, own)
            self.sessions.add(this)

        def counted(this, fetches, *args, **kwargs):
            if self.only_writers(this, fetches):
                return run(this, fetches, *args, **kwargs)
            if limit and self.runs >= limit:
                self.stopped = True
                raise Stop(0)
            self.runs += 1
            return run(this, fetches, *args, **kwargs)

        session.BaseSession.__init__ = functools.wraps(construct)(init)
        session.BaseSession.run = functools.wraps(run)(counted)

    def only_writers(self, session, fetches):
        """Whether these fetches do nothing but make, flush or close writers."""
        todo = list(fetches.values() if isinstance(fetches, dict) else fetches if isinstance(fetches, (list, tuple)) else [fetches])
        seen, found = set(), False
        while todo:
            fetch = todo.pop()
            if isinstance(fetch, (list, tuple)):
                todo.extend(fetch)
                continue
            if isinstance(fetch, str):
                try:
                    fetch = session.graph.as_graph_element(fetch)
                except (KeyError, ValueError):
                    return False
            op = getattr(fetch, "op", fetch)
            kind = getattr(op, "type", None)
            if kind in WRITER_OPS:
                found = True
            elif kind == "NoOp":
                if id(op) not in seen:
                    seen.add(id(op))
                    if not op.control_inputs:
                        return False
                    todo.extend(op.control_inputs)
            else:
                return False
        return found

    def patience(self):
        """A v1 writer that is never closed loses what its thread has not taken from the queue when the process ends, now one row and now none."""
        from tensorflow.python.summary.writer import event_file_writer
        construct = event_file_writer.EventFileWriter.__init__

        def init(this, *args, **kwargs):
            construct(this, *args, **kwargs)
            alive = weakref.ref(this)

            def finish():
                writer = alive()
                if writer is not None and not writer._closed:
                    writer.flush()

            atexit.register(finish)

        event_file_writer.EventFileWriter.__init__ = functools.wraps(construct)(init)

    def swap(self, root):
        """`import tensorflow` in the program's own files gives tensorflow.compat.v1: the rest of a TF 1 program as its owner will port it."""
        real = builtins.__import__

        def swapped(name, globals=None, locals=None, fromlist=(), level=0):
            module = real(name, globals, locals, fromlist, level)
            if name == "tensorflow" and level == 0 and globals and os.path.abspath(str(globals.get("__file__", ""))).startswith(root + os.sep):
                return module.compat.v1
            return module

        builtins.__import__ = swapped

    # Paths that TensorFlow writes to without Python's functions --------------------------------------------------------------------

    def log_directories(self):
        self.file_functions()
        from tensorflow.python.ops import summary_ops_v2
        generated = summary_ops_v2.gen_summary_ops
        create = generated.create_summary_file_writer

        def create_summary_file_writer(writer, logdir, *args, **kwargs):
            return create(writer, self.log_directory(logdir), *args, **kwargs)

        generated.create_summary_file_writer = functools.wraps(create)(create_summary_file_writer)
        self.track_writers(summary_ops_v2)
        from tensorflow.python.training import saver
        save, restore = saver.Saver.save, saver.Saver.restore

        def save_to(this, sess, save_path, *args, **kwargs):
            return save(this, sess, self.redirect.make_folders(save_path), *args, **kwargs)

        def restore_from(this, sess, save_path, *args, **kwargs):
            real = self.redirect.outside(save_path)
            if real is not None and self.redirect.there(self.redirect.elsewhere + os.path.dirname(real)):
                save_path = self.redirect.elsewhere + real
            return restore(this, sess, save_path, *args, **kwargs)

        saver.Saver.save, saver.Saver.restore = functools.wraps(save)(save_to), functools.wraps(restore)(restore_from)

    def log_directory(self, logdir):
        from tensorflow.python.framework import tensor_util
        value = logdir
        if not isinstance(value, (str, bytes)):
            value = tensor_util.constant_value(logdir) if hasattr(logdir, "graph") else getattr(logdir, "numpy", lambda: None)()
            if hasattr(value, "item"):
                value = value.item()
        if isinstance(value, (str, bytes)):
            moved = self.redirect.make_folders(value)
            return logdir if moved == value else moved
        return self.log_directory_later(logdir) if hasattr(logdir, "graph") else logdir

    def log_directory_later(self, logdir):
        """The same, of a directory that only the run knows."""
        import re
        import tensorflow
        v1 = tensorflow.compat.v1
        with v1.name_scope("summary_upgrade_verify/"):
            inside = v1.strings.regex_full_match(logdir, re.escape(self.redirect.scratch) + "(/.*)?")
            absolute = v1.strings.regex_full_match(logdir, "/.*")
            return v1.where(v1.logical_and(absolute, v1.logical_not(inside)), v1.strings.join([self.redirect.elsewhere, logdir]), v1.identity(logdir))

    def track_writers(self, summary_ops):
        for name in ("ResourceSummaryWriter", "_ResourceSummaryWriter"):
            kind = getattr(summary_ops, name, None)
            if isinstance(kind, type):
                construct = kind.__init__

                def init(this, *args, __construct=construct, **kwargs):
                    __construct(this, *args, **kwargs)
                    self.writers.add(this)

                kind.__init__ = functools.wraps(construct)(init)

    def file_functions(self):
        from tensorflow.python.lib.io import file_io
        from tensorflow.python.summary.writer import event_file_writer
        files = getattr(file_io, "_pywrap_file_io", None) or getattr(file_io, "pywrap_tensorflow", None)
        events = getattr(event_file_writer, "_pywrap_events_writer", None) or getattr(event_file_writer, "pywrap_tensorflow", None)
        redirect = self.redirect

        def patch(module, name, *changes):
            function = getattr(module, name, None)
            if function is None:
                return

            def wrapper(*args, **kwargs):
                args = list(args)
                for index, change in enumerate(changes):
                    if index < len(args):
                        args[index] = change(args[index])
                        if args[index] is None:
                            return None
                return function(*args, **kwargs)
            setattr(module, name, wrapper)

        for name in ("FileExists", "IsDirectory", "Stat", "GetChildren", "BufferedInputStream", "CreateBufferedInputStream"):
            patch(files, name, redirect.for_reading)
        for name in ("CreateDir", "RecursivelyCreateDir"):
            patch(files, name, redirect.make_folders)
        for name in ("DeleteFile", "DeleteRecursively"):
            patch(files, name, redirect.drop)
        for name in ("WritableFile", "CreateWritableFile"):
            patch(files, name, redirect.for_writing)
        patch(files, "CopyFile", redirect.for_reading, redirect.for_writing)
        patch(files, "RenameFile", redirect.for_writing, redirect.for_writing)
        patch(events, "EventsWriter", redirect.make_folders)

    # The end -----------------------------------------------------------------------------------------------------------------------

    def finish(self):
        if os.getpid() != self.process:
            return
        if self.stopped:
            self.flush_writers()
        status = {"version": self.version, "python": sys.version.split()[0], "random_ops": self.random_ops, "graph_seeds": self.graph_seeds,
                  "session_runs": self.runs, "stopped": self.stopped, "redirected": self.redirect.seen}
        # Programs start others, which load this file too; each has its own status.
        with self.redirect.open(self.settings["status"] + ".%d" % self.process, "w", encoding="utf-8") as file:
            json.dump(status, file)

    def flush_writers(self):
        """A program that was stopped did not come to its own flush. The end of a session writes what its writers hold."""
        for writer in list(self.writers):
            try:
                import tensorflow
                if tensorflow.executing_eagerly():
                    writer.flush()
            except Exception:  # nothing but what was asked for may be shown here
                pass
        for session in list(self.sessions):
            try:
                session.__del__()
            except Exception:
                pass
