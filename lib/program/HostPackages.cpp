#include "program/HostPackages.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace summary_upgrade::program {

bool usesNoGraph(StringRef Module) {
  static const StringSet<> Names{
      "BaseHTTPServer", "ConfigParser", "Cookie", "GPUtil", "HTMLParser", "IPython", "Levenshtein", "PIL", "Queue", "SimpleHTTPServer", "SimpleITK",
      "SocketServer", "StringIO", "Tkinter", "__builtin__", "__future__", "abc", "absl", "addict", "aifc", "albumentations", "antigravity", "anydbm",
      "apex", "argparse", "array", "ast", "asynchat", "asyncio", "asyncore", "atari_py", "atexit", "attr", "audioop", "base64", "bdb", "binascii",
      "binhex", "bisect", "bokeh", "boto3", "botocore", "box", "builtins", "bz2", "cPickle", "cProfile", "cStringIO", "calendar", "cgi", "cgitb",
      "chainer", "chunk", "click", "cloudpickle", "cma", "cmath", "cmd", "code", "codecs", "codeop", "collections", "colorama", "coloredlogs",
      "colorlog", "colorsys", "comet_ml", "commands", "compileall", "concurrent", "configparser", "contextlib", "contextvars", "cookielib", "copy",
      "copy_reg", "copyreg", "crypt", "csv", "ctypes", "cupy", "curses", "cv2", "cvxpy", "cython", "dask", "dataclasses", "datetime", "dbhash", "dbm",
      "deap", "decimal", "detectron2", "dgl", "difflib", "dill", "dis", "distutils", "dm_control", "docopt", "doctest", "dummy_threading", "easydict",
      "editdistance", "efficientnet_pytorch", "email", "encodings", "ensurepip", "enum", "enum34", "errno", "exceptions", "faiss", "faulthandler",
      "fcntl", "filecmp", "fileinput", "fire", "flask", "fnmatch", "formatter", "fractions", "ftplib", "functools", "future", "future_builtins",
      "fvcore", "gc", "gdbm", "geffnet", "genericpath", "gensim", "getopt", "getpass", "gettext", "glob", "graphlib", "grp", "gym", "gym_minigrid",
      "gymnasium", "gzip", "h5py", "hashlib", "heapq", "hmac", "html", "http", "httplib", "humanize", "hydra", "hyperopt", "hypothesis", "idlelib",
      "ignite", "imageio", "imaplib", "imgaug", "imghdr", "imp", "importlib", "inspect", "io", "ipaddress", "ipdb", "itertools", "jax", "jieba",
      "joblib", "json", "jsonlines", "keyword", "kornia", "lib2to3", "librosa", "lightgbm", "linecache", "lmdb", "locale", "logging", "lzma", "macpath",
      "mailbox", "mailcap", "marlenv", "marshal", "math", "matplotlib", "md5", "medpy", "mimetypes", "mlflow", "mmap", "mock", "modulefinder",
      "moviepy", "mpi4py", "mpl_toolkits", "msgpack", "msilib", "msvcrt", "mujoco_py", "multiprocessing", "munch", "mxnet", "natsort", "neptune",
      "netrc", "networkx", "nevergrad", "nibabel", "nis", "nle", "nltk", "nntplib", "nose", "nt", "ntpath", "nturl2path", "numba", "numbers", "numexpr",
      "numpy", "omegaconf", "opcode", "open3d", "operator", "optparse", "optuna", "ortools", "os", "ossaudiodev", "packaging", "paho", "pandas",
      "paramiko", "parser", "past", "pathlib", "pathlib2", "pdb", "pickle", "pickle5", "pickletools", "pipes", "pkg_resources", "pkgutil", "platform",
      "plistlib", "plotly", "plyfile", "poplib", "posix", "posixpath", "pprint", "pretrainedmodels", "prettytable", "procgen", "profile", "progressbar",
      "pstats", "psutil", "pty", "pudb", "pwd", "py_compile", "pybullet", "pybullet_envs", "pyclbr", "pycocotools", "pydoc", "pydoc_data", "pydub",
      "pyexpat", "pygame", "pymongo", "pynvml", "pyquaternion", "pysc2", "pyspark", "pytest", "pytorch_lightning", "pyworld", "pyximport", "queue",
      "quopri", "random", "re", "readline", "redis", "reprlib", "requests", "resampy", "resource", "retro", "rlcompleter", "roboschool", "rouge",
      "runpy", "sacrebleu", "sched", "scipy", "seaborn", "secrets", "select", "selectors", "sentencepiece", "sets", "setuptools", "sha", "shapely",
      "shelve", "shlex", "shutil", "signal", "simplejson", "site", "six", "skimage", "sklearn", "skopt", "skvideo", "smac", "smtpd", "smtplib",
      "sndhdr", "socket", "socketserver", "sounddevice", "soundfile", "spacy", "spwd", "sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl",
      "stat", "statistics", "statsmodels", "string", "stringprep", "struct", "subprocess", "sunau", "symbol", "sympy", "symtable", "sys", "sysconfig",
      "syslog", "tables", "tabnanny", "tabulate", "tarfile", "telnetlib", "tempfile", "tensorboardX", "termcolor", "termios", "texttable", "textwrap",
      "this", "thread", "threading", "time", "timeit", "timm", "tkinter", "token", "tokenize", "tomllib", "torch", "torch_geometric", "torchaudio",
      "torchtext", "torchvision", "tqdm", "trace", "traceback", "tracemalloc", "trimesh", "tty", "turtle", "turtledemo", "types", "typing",
      "typing_extensions", "ujson", "unicodedata", "unittest", "urllib", "urllib2", "urlparse", "uu", "uuid", "venv", "visdom", "vizdoom", "wandb",
      "warnings", "wave", "weakref", "webbrowser", "winreg", "winsound", "wsgiref", "xdrlib", "xgboost", "xml", "xmlrpc", "yacs", "yaml", "zarr",
      "zipapp", "zipfile", "zipimport", "zlib", "zmq", "zoneinfo",
  };
  return Names.contains(Module.split('.').first);
}

} // namespace summary_upgrade::program
