"""PEP 517: builds the wheel, library included, with the compiler alone.

Environment: CXX (c++), CXXFLAGS, LDFLAGS; SUMMARY_V2_PREBUILT names a libsummary_v2.so to pack in place of building one.
"""

import base64
import glob
import hashlib
import io
import os
import re
import shlex
import subprocess
import sysconfig
import tarfile
import tempfile
import zipfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# In the repository the sources are in lib/runtime and lib/events; a source distribution carries them below `native`.
NATIVE = os.path.join(HERE, "native")
LIB = NATIVE if os.path.isdir(NATIVE) else os.path.dirname(os.path.dirname(HERE))
NATIVE_FILES = (
    "runtime/src/*.cpp",
    "runtime/src/*.h",
    "runtime/include/summary_v2/*.h",
    "events/Crc32c.*",
    "events/Record.*",
)


def _project(key):
    with open(os.path.join(HERE, "pyproject.toml")) as file:
        return re.search(r'^%s = "(.*)"$' % key, file.read(), re.MULTILINE).group(1)


def _name():
    return "%s-%s" % (_project("name"), _project("version"))


def _metadata():
    return "Metadata-Version: 2.1\nName: %s\nVersion: %s\nSummary: %s\nRequires-Python: %s\n" % tuple(
        _project(key) for key in ("name", "version", "description", "requires-python")
    )


def _compile(target):
    sources = sorted(glob.glob(os.path.join(LIB, "runtime/src/*.cpp")))
    sources += [os.path.join(LIB, "events", name) for name in ("Crc32c.cpp", "Record.cpp")]
    environment = lambda name, default="": shlex.split(os.environ.get(name, default))
    subprocess.check_call(
        environment("CXX", "c++")
        + ["-std=c++17", "-O2", "-DNDEBUG", "-fPIC", "-shared", "-fvisibility=hidden", "-fvisibility-inlines-hidden"]
        + ["-pthread", "-static-libstdc++", "-static-libgcc"]
        + ["-I" + os.path.join(LIB, "runtime/include"), "-I" + os.path.join(LIB, "runtime/src"), "-I" + LIB]
        + environment("CXXFLAGS")
        + sources
        + ["-o", target, "-lz"]
        + environment("LDFLAGS")
    )


def _tag():
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return "py3-none-" + platform


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = "%s-%s.whl" % (_name(), _tag())
    info = _name() + ".dist-info"
    wheel = "Wheel-Version: 1.0\nGenerator: summary_v2\nRoot-Is-Purelib: false\nTag: %s\n" % _tag()
    files = {}
    for path in sorted(glob.glob(os.path.join(HERE, "summary_v2", "*.py"))):
        with open(path, "rb") as file:
            files["summary_v2/" + os.path.basename(path)] = file.read()
    prebuilt = os.environ.get("SUMMARY_V2_PREBUILT")
    with tempfile.TemporaryDirectory() as directory:
        library = prebuilt or os.path.join(directory, "libsummary_v2.so")
        if not prebuilt:
            _compile(library)
        with open(library, "rb") as file:
            files["summary_v2/libsummary_v2.so"] = file.read()
    files[info + "/METADATA"] = _metadata().encode()
    files[info + "/WHEEL"] = wheel.encode()
    record = ""
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += "%s,sha256=%s,%d\n" % (path, digest, len(data))
    files[info + "/RECORD"] = (record + info + "/RECORD,,\n").encode()
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return name


def build_sdist(sdist_directory, config_settings=None):
    name = _name() + ".tar.gz"
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz") as archive:
        add = lambda path, at: archive.add(path, "%s/%s" % (_name(), at))
        add(os.path.join(HERE, "pyproject.toml"), "pyproject.toml")
        add(os.path.abspath(__file__), "build_backend/build_wheel.py")
        for path in sorted(glob.glob(os.path.join(HERE, "summary_v2", "*.py"))):
            add(path, "summary_v2/" + os.path.basename(path))
        for pattern in NATIVE_FILES:
            for path in sorted(glob.glob(os.path.join(LIB, pattern))):
                add(path, "native/" + os.path.relpath(path, LIB))
        data = _metadata().encode()
        entry = tarfile.TarInfo(_name() + "/PKG-INFO")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return name
