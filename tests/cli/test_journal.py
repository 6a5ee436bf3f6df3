"""Every system call of the writer fails, or is where the tool is killed: each file is old or new, each unit all of one kind after the next start."""
import errno
import os
import signal

from command import MODEL, SIMPLE, TRAIN, CommandTest

UNIT = ("lib/model.py", "train.py", "test.py")  # one component
LONE = "zebra.py"  # a component of its own, written after it
OTHER = "other.py"  # a start of the tool that has nothing to do, so that only the recovery changes anything
POINTS = 400  # more than there are


class Journal(CommandTest):
    PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # thousands of syncs are spared the disk

    def setUp(self):
        super().setUp()
        model = TRAIN.replace("from model", "from lib.model")
        self.old = {UNIT[0]: MODEL.encode(), UNIT[1]: model.encode(), UNIT[2]: model.replace("range(6)", "range(3)").encode(), LONE: SIMPLE.encode(),
                    "lib/__init__.py": b"", OTHER: b"print(1)\n"}
        self.restore()
        self.tool(".", exit_code=0)
        self.new = self.files()
        self.changed = [name for name in self.old if self.old[name] != self.new[name]]
        self.assertEqual(sorted(self.changed), sorted(UNIT + (LONE,)))
        self.assertEqual(set(self.new), set(self.old))

    def restore(self):
        for name, content in self.old.items():
            self.write(name, content)

    def at_each_call(self, action):
        """(call, its run) while there are calls to stop at. The last one is the first that met no fail point: all is written."""
        for call in range(1, POINTS):
            self.restore()
            yield call, self.tool("-j1", ".", environment={"SUMMARY_UPGRADE_FAILPOINT": "%d:%s" % (call, action)})
        self.fail("there are more calls than anyone thought")

    def kinds(self, where):
        """'o', 'n' for each file that changes; anything else fails."""
        now = self.files()
        for name in self.changed:
            self.assertIn(now[name], (self.old[name], self.new[name]), "%s: %s" % (where, name))
        return {name: "n" if now[name] == self.new[name] else "o" for name in self.changed}

    def recover(self, where):
        """The next start, which has nothing of its own to write, leaves whole units and nothing beside them."""
        torn = self.kinds(where)
        run = self.tool(OTHER, exit_code=0)
        kinds = self.kinds(where)
        self.assertEqual(len({kinds[name] for name in UNIT}), 1, "%s: %s" % (where, kinds))
        if "n" in {torn[name] for name in UNIT}:
            self.assertEqual(kinds[UNIT[0]], "n", where + ": what was begun is finished")
        self.assertEqual(kinds[LONE], torn[LONE], where)
        self.assertEqual(set(self.files()), set(self.old), where + ": nothing is left behind")
        self.assertEqual("an earlier run was interrupted" in run.stderr, torn != kinds or "interrupted" in run.stderr, where)
        return torn, kinds

    def migrate_the_rest(self, where):
        self.tool("-q", ".", exit_code=0)
        self.assertEqual(self.files(), self.new, where)

    def test_killed_at_each_call(self):
        seen = set()
        for call, run in self.at_each_call("kill"):
            where = "killed at call %d" % call
            if run.returncode == 0:
                break
            self.assertEqual(run.returncode, -signal.SIGKILL, run.stderr)
            torn, _ = self.recover(where)
            seen.add("".join(torn[name] for name in UNIT + (LONE,)).count("n"))
            self.migrate_the_rest(where)
        self.assertEqual(self.files(), self.new)
        self.assertGreater(call, 60)
        self.assertEqual(seen, {0, 1, 2, 3, 4}, "each number of files was seen")

    def test_an_error_at_each_call(self):
        for code in (errno.ENOSPC, errno.EIO, errno.EACCES):
            reported = 0
            for call, run in self.at_each_call(code):
                where = "%s at call %d: %s" % (errno.errorcode[code], call, run.stderr)
                files, kinds = self.files(), self.kinds(where)
                if run.returncode == 0:
                    # A call whose failure does no harm, such as the close of a file that was read, or the end.
                    self.assertEqual(set(kinds.values()), {"n"}, where)
                    if set(files) == set(self.old) and call > 60 and self.is_past_the_end(call):
                        break
                else:
                    reported += 1
                    self.assertEqual(run.returncode, 2, where)
                    lines = [line for line in run.stderr.splitlines() if line.startswith("summary-upgrade: ")]
                    self.assertTrue(any(os.strerror(code) in line and (self.directory in line or ".py" in line) for line in lines), where)
                    begun = any("was begun but not finished" in line for line in lines)
                    durable = any("may not outlive a power failure" in line for line in lines)
                    if not begun:
                        self.assertEqual(len({kinds[name] for name in UNIT}), 1, where)
                        self.assertTrue(durable or "o" in kinds.values(), where)
                        self.assertEqual(set(files), set(self.old), where + ": it cleans up by itself")
                if set(files) != set(self.old) or len({kinds[name] for name in UNIT}) > 1:
                    self.recover(where)
                    self.migrate_the_rest(where)
            self.assertGreater(reported, 30)

    def is_past_the_end(self, call):
        """Whether the whole run has fewer calls: a kill there would do nothing."""
        self.restore()
        run = self.tool("-q", "-j1", ".", environment={"SUMMARY_UPGRADE_FAILPOINT": "%d:kill" % call})
        self.recover("killed at call %d" % call)
        return run.returncode == 0
