#!/usr/bin/env python3
"""Programs that write events with TensorFlow's C++ library, before and after: prove.py --tool BIN --runtime BUILD [--compiler CXX[,CXX]] [DIRECTORY]…

A directory holds before.cc (with other sources beside it, or none). It is compiled against the headers and libraries of TensorFlow's
wheel and run; a copy is migrated, compiled (without TensorFlow when no line names it any more) and run; `events diff` compares what both
wrote, with each compiler. Then the tool runs once more and must change nothing. `main` gets the log directory. A table is printed at the end.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "oracle"))
import oracle  # noqa: E402

# Programs with a histogram op or WriteHistogram, whose v2 form has 30 buckets, and with images and sounds, whose v2 tags have no suffix.
DOCUMENTED = {"graph", "interface"}


def run(command, **kwargs):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, **kwargs)
    return done.returncode, done.stdout


class Prover:
    def __init__(self, options, tensorflow):
        self.tool, self.build, self.compilers = options.tool, options.runtime, options.compiler.split(",")
        self.table = []
        self.include = ["-I" + os.path.join(tensorflow, "include"), "-D_GLIBCXX_USE_CXX11_ABI=1", "-DEIGEN_MAX_ALIGN_BYTES=64"]
        self.libraries = ["-L" + tensorflow, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2", "-Wl,-rpath," + tensorflow]

    def compile(self, compiler, folder, output, with_tensorflow):
        sources = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith((".cc", ".cpp")))
        command = [compiler, "-std=c++17", "-O0", "-w", "-I" + folder, "-I" + os.path.join(ROOT, "lib", "runtime", "include")]
        if with_tensorflow:
            command += self.include
        if any("client_session.h" in open(source).read() for source in sources):
            sources.append(os.path.join(HERE, "support", "client_session.cc"))
        command += sources + ["-o", output, os.path.join(self.build, "libsummary_v2.a"), "-lz", "-pthread"]
        if with_tensorflow:
            command += self.libraries
        return run(command)

    def prove(self, case):
        with tempfile.TemporaryDirectory() as work:
            before, after = os.path.join(work, "before"), os.path.join(work, "after")
            os.mkdir(before)
            for name in os.listdir(case):
                if not name.startswith("after"):
                    shutil.copyfile(os.path.join(case, name), os.path.join(before, name))
            shutil.copytree(before, after)
            code, text = run([self.tool, after])
            if code != 0:
                return f"the tool ended with {code}:\n{text}"
            if all(open(os.path.join(before, n), "rb").read() == open(os.path.join(after, n), "rb").read() for n in os.listdir(before)):
                return f"nothing was changed:\n{text}"
            sources = [open(os.path.join(after, name)).read() for name in os.listdir(after)]
            needs = any("tensorflow" in text.replace("tensorflow::EventsWriter", "") for text in sources)
            for compiler in self.compilers:
                problem = self.compare(os.path.normpath(case), work, compiler, needs)
                self.table.append((os.path.basename(os.path.normpath(case)), compiler, needs, problem))
                if problem:
                    return f"{compiler}: {problem}"
            code, again = run([self.tool, "--diff", after])
            if code:
                return "a second run has something to do:\n" + again
            self.detail = ("with" if needs else "without") + " TensorFlow: " + self.verdict
        return None

    def compare(self, case, work, compiler, needs):
        logs = []
        for name, tensorflow in (("before", True), ("after", needs)):
            binary = os.path.join(work, name + ".bin")
            code, text = self.compile(compiler, os.path.join(work, name), binary, tensorflow)
            if code:
                return f"{name} does not compile:\n{text[:3000]}"
            logs.append(os.path.join(work, f"{name}.{len(self.table)}.logs"))
            os.mkdir(logs[-1])
            code, text = run([binary, logs[-1]], timeout=120, cwd=work)
            if code:
                return f"{name} ended with {code}:\n{text[-2000:]}"
        code, text = run([self.tool, "events", "diff"] + logs)
        if code == 1 and os.path.basename(case) in DOCUMENTED:  # what TensorFlow 2 documents to write differently
            code, text = run([self.tool, "events", "diff", "--documented-changes"] + logs)
            text = text.rstrip() + " (with the documented changes)\n"
        self.verdict = text.strip().splitlines()[-1] if text.strip() else ""
        return "the streams differ:\n" + text if code else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--runtime", required=True, help="build folder of lib/runtime")
    parser.add_argument("--compiler", default="c++", help="one, or several with commas between")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    python = oracle.find_environments()["tf2"]
    code, out = run([python, "-c", "import importlib.util as u; print(u.find_spec('tensorflow').submodule_search_locations[0])"])
    tensorflow = out.strip().splitlines()[-1]
    cases = options.cases or sorted(os.path.join(HERE, "programs", name) for name in os.listdir(os.path.join(HERE, "programs")))
    prover, failed = Prover(options, tensorflow), 0
    for case in cases:
        problem = prover.prove(case)
        failed += problem is not None
        print(f"{os.path.basename(os.path.normpath(case))}: {'FAILED: ' + problem if problem else 'equal, ' + prover.detail}", flush=True)
    if len(prover.compilers) > 1:
        print("\n| program | compiler | migrated form | streams |\n| --- | --- | --- | --- |")
        for name, compiler, needs, problem in prover.table:
            print(f"| {name} | {compiler} | {'with' if needs else 'without'} TensorFlow | {'NOT ' if problem else ''}EQUAL |")
    print(f"{len(cases) - failed} of {len(cases)} equal")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
