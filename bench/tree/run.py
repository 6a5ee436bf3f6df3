#!/usr/bin/env python3
"""Whole trees against peers, in one run, as ratios: bench/tree/run.py --cache FOLDER [--tool PATH] [--rounds N] [--growth N] [--skip-peers]

The tree is TensorFlow 1.15's own installed package (of the oracle's environment, scripts/oracle-setup) and the packages of packages.txt,
which pip downloads into FOLDER once; ruff, ast-grep and LibCST come into an environment beside them. ripgrep is the distribution's.
tf_upgrade_v2 and the LibCST codemod read a sample of the files that mention summaries: their rate by bytes is what counts.

--growth N copies the tree (by hard links) until N files are there, ten times as many each time, and shows how time and memory grow.
"""
import argparse
import glob
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PEERS = ["ruff==0.17.6", "ast-grep-cli==0.51.1", "libcst==1.9.0"]
AST_GREP_RULE = """id: summary
language: python
rule:
  any:
    - pattern: tf.summary.$F($$$)
    - pattern: tf.contrib.summary.$F($$$)
    - pattern: $W.add_summary($$$)
"""
CODEMOD = """import sys
import libcst
class Renamer(libcst.CSTTransformer):
    def leave_Call(self, before, after):
        if isinstance(after.func, libcst.Attribute) and after.func.attr.value == 'add_summary':
            return after.with_changes(func=after.func.with_changes(attr=libcst.Name('write')))
        return after
for path in sys.argv[1:]:
    try:
        libcst.parse_module(open(path, 'rb').read()).visit(Renamer()).bytes
    except (libcst.ParserSyntaxError, UnicodeDecodeError):
        pass
"""


def once(command, directory=None):
    """(seconds, seconds of processor time of it and its children, MB at most, exit code)"""
    null = os.open(os.devnull, os.O_RDWR)
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, cwd=directory)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    os.close(null)
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode


def python_files(directory):
    for folder, folders, names in os.walk(directory):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and not os.path.islink(path):
                yield path


def oracle():
    done = subprocess.run([os.path.join(ROOT, "scripts", "oracle-setup"), "--print"], stdout=subprocess.PIPE, text=True)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


def make_tree(cache, tf1):
    """The corpus: only its Python files."""
    tree = os.path.join(cache, "tree")
    if os.path.isdir(tree):
        return tree
    wheels = os.path.join(cache, "wheels")
    os.makedirs(wheels, exist_ok=True)
    with open(os.path.join(HERE, "packages.txt")) as stream:
        for package in [line.strip() for line in stream if line.strip() and not line.startswith("#")]:
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.7", "--implementation", "cp",
                            "--abi", "cp37m", "--abi", "none", "--platform", "manylinux1_x86_64", "--platform", "manylinux2010_x86_64", "--platform", "any",
                            "-d", wheels, package], check=True)
    new = tree + ".new"
    shutil.rmtree(new, ignore_errors=True)
    for wheel in sorted(glob.glob(os.path.join(wheels, "*.whl"))):
        with zipfile.ZipFile(wheel) as archive:
            folder = os.path.join(new, os.path.basename(wheel).split("-")[0])
            for name in archive.namelist():
                if name.endswith(".py"):
                    archive.extract(name, folder)
    prefix = subprocess.run([tf1, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    for package in ("tensorflow_core", "tensorflow", "tensorflow_estimator", "tensorboard"):
        source = os.path.join(prefix, package)
        for path in python_files(source) if os.path.isdir(source) else []:
            target = os.path.join(new, "installed", os.path.relpath(path, prefix))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(path, target)
    os.rename(new, tree)
    return tree


def peers_of(cache):
    """bin folder of the environment that has them."""
    environment = os.path.join(cache, "peers")
    if not os.path.isdir(environment):
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([os.path.join(environment, "bin", "pip"), "install", "-q"] + PEERS, check=True)
    return os.path.join(environment, "bin")


def take_turns(contestants, rounds):
    """name → medians of (seconds, CPU, MB); an exit code above 1 is an error."""
    samples = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, command in contestants.items():
            *sample, code = once(command)
            if code not in (0, 1):
                sys.exit("%s: exit code %d" % (name, code))
            samples[name].append(sample)
    return {name: [statistics.median(column) for column in zip(*of)] for name, of in samples.items()}


def table(title, results, ours, size):
    print("\n%-58s %9s %9s %7s %10s %10s" % (title, "seconds", "CPU", "MB", "elapsed ×", "CPU ×"))
    for name, (seconds, cpu, memory) in results.items():
        print("%-58s %9.3f %9.3f %7.0f %10.2f %10.2f" % (name, seconds, cpu, memory, seconds / results[ours][0], cpu / results[ours][1]))
    seconds = results[ours][0]
    print("ours: %.0f MB/s" % (size / 1e6 / seconds))


def copies(tree, directory, count):
    """Hard-linked copies of the tree, as many as make `count` files."""
    files = list(python_files(tree))
    made = 0
    while made < count:
        top = os.path.join(directory, "copy%04d" % (made // len(files)))
        for path in files[: count - made]:
            target = os.path.join(top, os.path.relpath(path, tree))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.link(path, target)
            made += 1


def hostile(directory):
    """One file per input that has been expensive for parsers."""
    inputs = {
        "16,000 comment lines": "import tensorflow as tf\nx = 1\n" + "# tf.summary\n" * 16000 + "y = 2\n",
        "900 parentheses deep": "import tensorflow as tf\nx = " + "(" * 900 + "1" + ")" * 900 + "\ntf.summary.scalar('x', x)\n",
        "one line of 4 MB": "import tensorflow as tf\nx = [" + "1, " * 1400000 + "1]\ntf.summary.scalar('x', 1.0)\n",
        "one expression of 60,000 terms": "import tensorflow as tf\nx = [" + " + 1,\n".join(["1"] * 60000) + "]\ntf.summary.scalar('x', 1.0)\n",
        "a million names": "import tensorflow as tf\n" + "".join("n%d = n%d\n" % (i + 1, i) for i in range(1000000)) + "tf.summary.scalar('x', 1.0)\n",
        "20,000 functions that call each other": "import tensorflow as tf\n" + "".join("def f%d(a):\n    return f%d(a)\n" % (i, (i * 7 + 1) % 20000) for i in range(20000)) +
                                                  "tf.summary.scalar('x', f0(1.0))\n",
    }
    made = {}
    for number, (name, text) in enumerate(inputs.items()):
        made[name] = os.path.join(directory, "hostile%d" % number, "input.py")
        os.makedirs(os.path.dirname(made[name]))
        with open(made[name], "w") as stream:
            stream.write(text)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", required=True, help="folder for downloads, the tree and the peers; kept")
    parser.add_argument("--tool", default=os.path.join(ROOT, "build", "release", "bin", "summary-upgrade"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", type=int, default=0, help="largest number of files; 0: not measured")
    parser.add_argument("--sample", type=int, default=60, help="files for tf_upgrade_v2 and LibCST")
    parser.add_argument("--skip-peers", action="store_true", help="only ours")
    arguments = parser.parse_args()
    cache = os.path.abspath(arguments.cache)
    tool = [os.path.abspath(arguments.tool), "--isolated", "--diff", "--quiet"]
    found = oracle()
    if "tf1" not in found:
        sys.exit("the tree holds TensorFlow 1.15's own files: run scripts/oracle-setup first")
    tree = make_tree(cache, found["tf1"])
    files = list(python_files(tree))
    size = sum(map(os.path.getsize, files))
    print("load average %.1f, %d processors" % (os.getloadavg()[0], os.cpu_count()))
    print("tree: %d files, %.1f MB" % (len(files), size / 1e6))
    mentioning = [path for path in files if b"summary" in open(path, "rb").read().lower()]
    with tempfile.TemporaryDirectory(dir=cache) as directory:
        few = os.path.join(directory, "few")
        for path in mentioning:
            target = os.path.join(few, os.path.relpath(path, tree))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.link(path, target)
        few_size = sum(map(os.path.getsize, mentioning))
        ours, whole, some = "summary-upgrade --diff", {}, {}
        whole[ours], some[ours] = tool + [tree], tool + [few]
        if not arguments.skip_peers:
            peers = peers_of(cache)
            rule = os.path.join(directory, "rule.yml")
            with open(rule, "w") as stream:
                stream.write(AST_GREP_RULE)
            for to, where in ((whole, tree), (some, few)):
                to["ripgrep -l summary"] = [shutil.which("rg") or sys.exit("ripgrep is missing"), "-l", "--no-ignore", "summary", where]
                to["ruff, one rule, no cache"] = [os.path.join(peers, "ruff"), "check", "--isolated", "--no-cache", "--select", "E711", "--exit-zero", "--no-respect-gitignore", where]
                to["ast-grep, a rule for summaries"] = [os.path.join(peers, "ast-grep"), "scan", "--no-ignore", "hidden", "--no-ignore", "vcs", "--rule", rule, where]
        table("the whole tree", take_turns(whole, arguments.rounds), ours, size)
        table("the %d files that say summary, %.1f MB" % (len(mentioning), few_size / 1e6), take_turns(some, arguments.rounds), ours, few_size)
        if not arguments.skip_peers:
            sample = sorted(random.Random(7).sample(mentioning, min(arguments.sample, len(mentioning))))
            place = os.path.join(directory, "sample")
            for number, path in enumerate(sample):
                os.makedirs(place, exist_ok=True)
                shutil.copyfile(path, os.path.join(place, "%03d_%s" % (number, os.path.basename(path))))
            sample_size = sum(map(os.path.getsize, sample))
            codemod = os.path.join(directory, "codemod.py")
            with open(codemod, "w") as stream:
                stream.write(CODEMOD)
            samples = {ours: tool + [place],
                       "LibCST codemod": [os.path.join(peers, "python"), codemod] + sorted(python_files(place))}
            for name, label in (("tf2", "tf_upgrade_v2 (TensorFlow 2)"), ("tf1", "tf_upgrade_v2 (TensorFlow 1.15)")):
                if name in found:
                    script = os.path.join(os.path.dirname(found[name]), "tf_upgrade_v2")
                    samples[label] = [script, "--intree", place, "--outtree", os.path.join(directory, "out" + name), "--reportfile", os.path.join(directory, "report.txt")]
            results = take_turns(samples, 1)
            table("a sample of %d of them, %.1f MB" % (len(sample), sample_size / 1e6), results, ours, sample_size)
            rate = some_rate = few_size / take_turns({ours: some[ours]}, 3)[ours][1]
            print("by bytes, against the processor time of all that say summary:")
            for name, (_, cpu, _) in results.items():
                if name != ours:
                    print("  %-40s takes %.0f times as long" % (name, some_rate / (sample_size / cpu)))
            tree_rate = size / take_turns({ours: whole[ours]}, 3)[ours][1]
            print("by bytes, against the processor time of the whole tree:")
            for name, (_, cpu, _) in results.items():
                if name != ours:
                    print("  %-40s takes %.0f times as long" % (name, tree_rate / (sample_size / cpu)))
        print("\n%-45s %9s %9s %7s" % ("hostile inputs", "seconds", "CPU", "MB"))
        for name, path in hostile(directory).items():
            seconds, cpu, memory, code = once(tool + [path])
            print("%-45s %9.3f %9.3f %7.0f%s" % (name, seconds, cpu, memory, "" if code in (0, 1) else "  exit code %d" % code))
        if arguments.growth:
            print("\n%-10s %9s %9s %7s %12s" % ("files", "seconds", "CPU", "MB", "µs CPU/file"))
            count = max(1, arguments.growth // 100)
            while count <= arguments.growth:
                grown = os.path.join(directory, "grown")
                copies(tree, grown, count)
                (seconds, cpu, memory), = take_turns({ours: tool + [grown]}, 2).values()
                print("%-10d %9.3f %9.3f %7.0f %12.1f" % (count, seconds, cpu, memory, cpu / count * 1e6), flush=True)
                shutil.rmtree(grown)
                count = count * 10 if count * 10 <= arguments.growth else arguments.growth if count < arguments.growth else count * 10


if __name__ == "__main__":
    main()
