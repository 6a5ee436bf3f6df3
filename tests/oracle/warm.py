#!/usr/bin/env python3
"""A warm TensorFlow: imports it once and forks a child for every program that standard input asks for.

A request is one JSON line: {"script", "argv", "cwd", "log", "swap", "shims", "timeout"}; the answer is
{"code", "random"}: the exit code ("timeout" when it was killed) and whether it used random ops. A child ends as a real process does: it runs
what atexit, threads and destructors have left to do, because a v1 writer that is not closed loses rows otherwise.
"""
import json
import os
import random
import signal
import sys
import time
import types

HERE = os.path.dirname(os.path.abspath(__file__))


def run_program(request):
    """In the child: the rest of this process is the program."""
    directory = request["cwd"]
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.chdir(directory)

    import numpy
    import shim
    random.seed(0)
    numpy.random.seed(0)
    if request.get("swap"):
        shim.install_swap(directory)
    for name in request.get("shims", []):
        {"mnist": shim.install_fake_mnist, "plots": shim.install_stub_plots, "sklearn": shim.install_fake_sklearn,
         "before_1_0": shim.install_names_before_1_0}[name]()

    script = os.path.join(directory, request["script"])
    sys.argv = [script] + request["argv"]
    sys.path[:] = [os.path.dirname(script)] + [path for path in sys.path if path != HERE]
    main = types.ModuleType("__main__")
    main.__file__ = script
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    import atexit
    atexit.register(lambda: shim.random_ops and open(request["log"] + ".random", "w").close())
    with open(script, "rb") as file:
        exec(compile(file.read(), script, "exec"), main.__dict__)


def await_child(pid, seconds):
    end = time.time() + seconds
    pause = 0.002
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        if time.time() > end:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return "timeout"
        time.sleep(pause)
        pause = min(pause * 1.3, 0.05)


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.path.insert(0, HERE)
    import warnings
    warnings.simplefilter("ignore")
    import tensorflow as tf
    tf.compat.v2.summary.scalar  # what is loaded lazily is loaded now
    tf.compat.v1.Session
    import tensorboard.plugins.scalar.summary_v2  # noqa: F401
    import tensorboard.plugins.histogram.summary_v2  # noqa: F401
    import shim
    shim.install_seeds()
    shim.install_one_thread()
    shim.install_patience()
    warnings.resetwarnings()
    print(json.dumps({"version": tf.__version__}), file=answers, flush=True)
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.dup2(2, answers.fileno())
            run_program(request)
            return
        code = await_child(pid, request.get("timeout", 120))
        print(json.dumps({"code": code, "random": os.path.exists(request["log"] + ".random")}), file=answers, flush=True)


if __name__ == "__main__":
    main()
