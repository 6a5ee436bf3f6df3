"""Loaded by every Python that `summary-upgrade verify` starts, before the program: it makes two runs comparable and keeps them in their
scratch directory. Runs on Python 3.5 and later, without TensorFlow as well."""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def next_sitecustomize():
    """The one of the installation, which ours hides."""
    import importlib.machinery
    import importlib.util
    paths = [path for path in sys.path if os.path.abspath(path or ".") != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", paths)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def start():
    path = os.environ.get("SUMMARY_UPGRADE_VERIFY")
    if not path:
        return
    with open(path, encoding="utf-8") as file:
        settings = json.load(file)
    import summary_upgrade_redirect
    import summary_upgrade_tensorflow
    import random
    random.seed(settings["seed"])
    redirect = summary_upgrade_redirect.Redirect(settings)
    redirect.install()
    summary_upgrade_tensorflow.Surroundings(settings, redirect).install()


try:
    next_sitecustomize()
except Exception:  # the installation's own trouble, which Python would only print
    sys.excepthook(*sys.exc_info())
start()
