"""The pre-commit hooks with the real pre-commit; the GitHub action's and the GitLab job's own command lines, run."""
import json
import os
import shutil
import subprocess
import sys

import command
import yaml
from command import ESCAPES, SIMPLE, CommandTest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class ContinuousIntegration(CommandTest):
    def setUp(self):
        super().setUp()
        self.environment = dict(os.environ, PATH=os.path.dirname(command.TOOL) + os.pathsep + os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
                                PRE_COMMIT_HOME=self.path("home"), HOME=self.path("."), GIT_CONFIG_GLOBAL=os.devnull,
                                GIT_AUTHOR_NAME="t", GIT_AUTHOR_EMAIL="t@t", GIT_COMMITTER_NAME="t", GIT_COMMITTER_EMAIL="t@t")
        for name in list(self.environment):
            if name.startswith("GIT_") and name[4:] in ("DIR", "WORK_TREE", "INDEX_FILE"):
                del self.environment[name]

    def run_in(self, folder, *words, **more):
        return subprocess.run(words, cwd=self.path(folder), env=dict(self.environment, **more), capture_output=True, text=True)

    def repository(self, folder):
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
            run = self.run_in(folder, "git", *words)
            self.assertEqual(run.returncode, 0, run.stderr)

    def test_pre_commit(self):
        os.makedirs(self.path("hooks"))
        shutil.copy(os.path.join(ROOT, ".pre-commit-hooks.yaml"), self.path("hooks"))
        self.repository("hooks")
        self.write("project/train.py", SIMPLE)
        self.write("project/.pre-commit-config.yaml",
                   "repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: summary-upgrade-check\n  - id: summary-upgrade\n    stages: [manual]\n"
                   % (self.path("hooks"), self.run_in("hooks", "git", "rev-parse", "HEAD").stdout.strip()))
        self.repository("project")
        check = self.run_in("project", sys.executable, "-m", "pre_commit", "run", "--all-files")
        self.assertEqual(check.returncode, 1, check.stdout + check.stderr)
        self.assertIn("train.py:12:9: SU202", check.stdout)
        rewrite = self.run_in("project", sys.executable, "-m", "pre_commit", "run", "--hook-stage=manual", "summary-upgrade", "--all-files")
        self.assertIn("rewrote ./train.py", rewrite.stdout)
        self.assertEqual(rewrite.returncode, 1)  # pre-commit's word for changed files
        check = self.run_in("project", sys.executable, "-m", "pre_commit", "run", "--all-files")
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)

    def test_github_action(self):
        with open(os.path.join(ROOT, "action.yml")) as source:
            action = yaml.safe_load(source)
        step = action["runs"]["steps"][-1]
        self.write("src/a.py", ESCAPES)
        values = {name: value.get("default", "") for name, value in action["inputs"].items()}
        fill = lambda values: {key: values[text[len("${{ inputs."):-len(" }}")]] for key, text in step["env"].items()}
        run = self.run_in(".", "bash", "-eo", "pipefail", "-c", step["run"], **fill(values))
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("::warning title=SU218 unresolved,file=src/a.py,line=10", run.stdout)
        run = self.run_in(".", "bash", "-eo", "pipefail", "-c", step["run"],
                          **fill(dict(values, **{"output-format": "sarif", "output-file": "out file.sarif", "args": "--check --exit-zero"})))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(json.loads(self.read("out file.sarif"))["version"], "2.1.0")
        # A binary on PATH is used.
        self.assertEqual(self.run_in(".", "bash", "-eo", "pipefail", "-c", action["runs"]["steps"][0]["run"]).returncode, 0)

    def test_gitlab_job(self):
        with open(os.path.join(ROOT, "tools", "ci", "summary-upgrade.gitlab-ci.yml")) as source:
            job = yaml.safe_load(source)["summary-upgrade"]
        self.write("src/a.py", ESCAPES)
        run = self.run_in(".", "sh", "-c", "\n".join(job["script"]))
        self.assertEqual(run.returncode, 1, run.stderr)
        report = json.loads(self.read(job["artifacts"]["reports"]["codequality"]))
        self.assertEqual([(entry["check_name"], entry["location"]["path"]) for entry in report], [("SU218", "src/a.py")])
