"""Sends what a program would write outside its scratch directory to <elsewhere>/<absolute path>, and reads it back from there.

Files that are only read are read where they are. This is a courtesy, so that programs with absolute paths run; the guarantee that nothing
outside is changed is the kernel's, where it has Landlock.
"""
import builtins
import errno
import io
import os
import shutil

DEVICES = ("/dev/", "/proc/", "/sys/")


class Redirect(object):
    def __init__(self, settings):
        self.scratch = os.path.realpath(settings["scratch"])
        self.elsewhere = os.path.realpath(settings["elsewhere"])
        self.seen = []     # absolute paths that were redirected, in order
        self.hidden = set()  # real files and directories that the program "removed"
        self.stat, self.mkdir, self.isfile = os.stat, os.mkdir, os.path.isfile
        self.open, self.os_open, self.remove, self.rmtree = io.open, os.open, os.remove, shutil.rmtree
        self.listdir, self.readlink = os.listdir, os.readlink

    # Paths -------------------------------------------------------------------------------------------------------------------------

    def outside(self, path):
        """The real absolute path when it lies outside the scratch directory, else None."""
        if isinstance(path, bytes):
            try:
                path = path.decode("utf-8")
            except UnicodeDecodeError:
                return None
        if hasattr(path, "__fspath__"):
            path = path.__fspath__()
        if not isinstance(path, str) or not path or "://" in path or "\0" in path:
            return None
        real = self.real(os.path.abspath(path))
        if real == self.scratch or real.startswith(self.scratch + os.sep) or (real + os.sep).startswith(DEVICES):
            return None
        return real

    def real(self, path):
        """os.path.realpath by the real functions of the system."""
        done, todo, links = "/", [part for part in path.split(os.sep) if part], 0
        while todo:
            part = todo.pop(0)
            if part == "..":
                done = os.path.dirname(done)
                continue
            at = os.path.join(done, part)
            try:
                target = self.readlink(at)
            except OSError:
                done = at
                continue
            links += 1
            if links > 40:
                return at
            if target.startswith(os.sep):
                done = "/"
            todo = [piece for piece in target.split(os.sep) if piece and piece != "."] + todo
        return done

    def there(self, path):
        try:
            self.stat(path)
            return True
        except OSError:
            return False

    def gone(self, real):
        return any(real == path or real.startswith(path + os.sep) for path in self.hidden)

    def for_reading(self, path):
        real = self.outside(path)
        if real is None:
            return path
        moved = self.elsewhere + real
        return self.like(path, moved) if self.gone(real) or self.there(moved) else path

    def for_writing(self, path, keep=True):
        """keep: what the file holds so far must be there."""
        real = self.outside(path)
        if real is None:
            return path
        moved = self.elsewhere + real
        self.note(real)
        if not self.there(moved):
            self.parents(real)
            if keep and not self.gone(real) and self.isfile(real):
                with self.open(real, "rb") as old, self.open(moved, "wb") as new:
                    shutil.copyfileobj(old, new)
        return self.like(path, moved)

    def note(self, real):
        if len(self.seen) < 1000 and not any(real == path or real.startswith(path + os.sep) for path in self.seen):
            self.seen.append(real)

    @staticmethod
    def like(path, moved):
        return moved.encode("utf-8") if isinstance(path, bytes) else moved

    def parents(self, real):
        """What stands around a redirected path, where it stands in the real world as well."""
        folder = os.path.dirname(real)
        if not self.there(self.elsewhere + folder) and self.there(folder) and not self.gone(folder):
            self.make(self.elsewhere + folder)

    def make(self, folder):
        if not self.there(folder):
            self.make(os.path.dirname(folder))
            try:
                self.mkdir(folder)
            except OSError as error:
                if error.errno != errno.EEXIST:
                    raise

    def make_folder(self, path):
        """For mkdir: the path to make."""
        real = self.outside(path)
        if real is None:
            return path
        if self.there(real) and not self.gone(real):
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), path)
        self.note(real)
        self.parents(real)
        return self.like(path, self.elsewhere + real)

    def make_folders(self, path):
        """For functions that make parents too and take what is there."""
        real = self.outside(path)
        if real is None:
            return path
        self.note(real)
        return self.like(path, self.elsewhere + real)

    def drop(self, path):
        """For removals: the path to remove, or None when it was a real one, which is only hidden."""
        real = self.outside(path)
        if real is None:
            return path
        self.note(real)
        was_there = self.there(real) and not self.gone(real)
        self.hidden.add(real)
        moved = self.elsewhere + real
        return None if was_there and not self.there(moved) else self.like(path, moved)

    def children(self, path, names):
        """The names in a directory, those that were put elsewhere included."""
        real = self.outside(path)
        if real is None or not self.there(self.elsewhere + real):
            return names
        kept = [] if self.gone(real) else [name for name in names if os.path.join(real, str(name)) not in self.hidden]
        return kept + [name for name in self.listdir(self.elsewhere + real) if name not in kept]

    # Python's own functions --------------------------------------------------------------------------------------------------------

    def install(self):
        def named(function, wrapper):
            wrapper.__name__ = getattr(function, "__name__", "function")
            wrapper.__doc__ = function.__doc__
            return wrapper

        def open_file(file, mode="r", *args, **kwargs):
            if not isinstance(file, int):
                writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else False
                file = self.for_writing(file, keep="w" not in mode) if writes else self.for_reading(file)
            return self.open(file, mode, *args, **kwargs)

        builtins.open = io.open = named(self.open, open_file)

        def os_open(path, flags, *args, **kwargs):
            if kwargs.get("dir_fd") is None:
                writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
                path = self.for_writing(path, not flags & os.O_TRUNC) if writes else self.for_reading(path)
            return self.os_open(path, flags, *args, **kwargs)

        def one_path(function, change):
            def wrapper(path=".", *args, **kwargs):
                if kwargs.get("dir_fd") is None and not isinstance(path, int):
                    path = change(path)
                    if path is None:
                        return None
                return function(path, *args, **kwargs)
            return named(function, wrapper)

        def two_paths(function, change_source, change_target):
            def wrapper(source, target, *args, **kwargs):
                if kwargs.get("src_dir_fd") is None and kwargs.get("dst_dir_fd") is None:
                    source, target = change_source(source), change_target(target)
                return function(source, target, *args, **kwargs)
            return named(function, wrapper)

        def listdir(path="."):
            if isinstance(path, int):
                return self.listdir(path)
            return self.children(path, self.listdir(self.for_reading(path)) if self.there(path) is False else self.listdir(path))

        def rename(function):
            def wrapper(source, target, *args, **kwargs):
                moved = self.for_writing(source)
                function(moved, self.for_writing(target, keep=False), *args, **kwargs)
                real = self.outside(source)
                if real is not None:
                    self.hidden.add(real)
            return named(function, wrapper)

        def rmtree(path, ignore_errors=False, *args, **kwargs):
            moved = self.drop(path)
            if moved is not None:
                self.rmtree(moved, ignore_errors, *args, **kwargs)

        os.open = named(os.open, os_open)
        for name in ("stat", "lstat", "access", "scandir", "chdir"):
            setattr(os, name, one_path(getattr(os, name), self.for_reading))
        for name in ("chmod", "chown", "utime", "truncate"):
            setattr(os, name, one_path(getattr(os, name), self.for_writing))
        for name in ("remove", "unlink", "rmdir"):
            setattr(os, name, one_path(getattr(os, name), self.drop))
        os.mkdir = one_path(os.mkdir, self.make_folder)
        os.listdir = named(os.listdir, listdir)
        os.rename, os.replace = rename(os.rename), rename(os.replace)
        os.link = two_paths(os.link, self.for_reading, lambda path: self.for_writing(path, keep=False))
        os.symlink = two_paths(os.symlink, lambda path: path, lambda path: self.for_writing(path, keep=False))
        shutil.rmtree = named(shutil.rmtree, rmtree)
