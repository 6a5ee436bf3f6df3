#!/usr/bin/env python3
"""TensorBoard's web page in Chromium shows the scalars chart of a file that the bundled runtime wrote.

usage: tensorboard_page.py LIBSUMMARY_V2 [--screenshot FILE.png]     needs Debian's chromium and scripts/oracle-setup
exit:  0 the chart is there and its line goes through the values, 1 not, 77 no Chromium or no TensorBoard

Run by hand, not by ctest: a browser and TensorBoard together take a minute and half a gigabyte. The browser is driven through its debugging pipe; WebGL is off, so that
TensorBoard draws the line as an SVG path, whose points are compared with what was written.
"""
import argparse
import base64
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STEPS, TAG = 20, "train/loss"

# The card of the tag, with the points of its line in pixels; null while the page has none.
LOOK = """(() => {
  const all = root => [...root.querySelectorAll('*')].flatMap(e => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
  const card = all(document).find(e => e.localName === 'scalar-card' && e.textContent.includes('%s'));
  if (!card) return null;
  const lines = [...card.querySelectorAll('svg path')].map(p => p.getAttribute('d') || '').filter(d => (d.match(/[ML,]/g) || []).length > 10);
  return lines.length ? JSON.stringify({text: card.innerText, lines}) : null;
})()""" % TAG


def value(step):
    return 1.0 / (1 + step)


def write(directory):
    sys.path.insert(0, os.path.join(ROOT, "lib", "runtime", "python"))
    import summary_v2

    writer = summary_v2.create_file_writer(directory)
    with writer.as_default():
        for step in range(STEPS):
            summary_v2.scalar(TAG, value(step), step=step)
    writer.close()


class Browser:
    """Chromium behind its debugging pipe: messages in JSON, each with a NUL behind it."""

    def __init__(self, chromium, profile):
        read, self.out = os.pipe()
        self.come, written = os.pipe()
        options = "--headless=new --no-sandbox --no-first-run --disable-gpu --disable-3d-apis --disable-dev-shm-usage --remote-debugging-pipe --window-size=1200,900"
        command = 'exec "$0" %s --user-data-dir="$1" about:blank 3<&%d 4>&%d' % (options, read, written)
        self.process = subprocess.Popen(["sh", "-c", command, chromium, profile], pass_fds=(read, written), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read)
        os.close(written)
        self.rest, self.number, self.session = b"", 0, None

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                if not select.select([self.come], [], [], 120)[0]:
                    raise RuntimeError("Chromium does not answer to " + method)
                data = os.read(self.come, 1 << 20)
                if not data:
                    raise RuntimeError("Chromium ended")
                self.rest += data
            one, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(one.decode())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]))
                return answer["result"]

    def open(self, url):
        target = self.call("Target.createTarget", url=url)["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def evaluate(self, expression):
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def close(self):
        self.process.terminate()
        self.process.wait()


def tensorboard(python, directory):
    """(the process, the address of its page)"""
    command = [python, "-m", "tensorboard.main", "--logdir", directory, "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, universal_newlines=True)
    for line in process.stderr:
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            return process, found.group(0)
    raise RuntimeError("TensorBoard did not start")


def points(line):
    return [tuple(map(float, pair)) for pair in re.findall(r"[ML]\s*(-?[\d.e-]+)[ ,]+(-?[\d.e-]+)", line)]


def is_line_of_values(line):
    """Pixels are a linear map of (step, value), with y downwards."""
    got = points(line)
    if len(got) != STEPS:
        return False
    (x0, y0), (x1, y1) = got[0], got[-1]
    for step, (x, y) in enumerate(got):
        wanted_x = x0 + (x1 - x0) * step / (STEPS - 1)
        wanted_y = y0 + (y1 - y0) * (value(step) - value(0)) / (value(STEPS - 1) - value(0))
        if abs(x - wanted_x) > 0.01 * abs(x1 - x0) or abs(y - wanted_y) > 0.01 * abs(y1 - y0):
            return False
    return x1 > x0 + 50 and y1 > y0 + 20


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library")
    parser.add_argument("--screenshot")
    options = parser.parse_args()
    os.environ["SUMMARY_V2_LIBRARY"] = os.path.abspath(options.library)
    done = subprocess.run([os.path.join(ROOT, "scripts", "oracle-setup"), "--print"], stdout=subprocess.PIPE, universal_newlines=True)
    python = dict(line.split(" ", 1) for line in done.stdout.splitlines()).get("tf2")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not python or not chromium:
        print("SKIPPED: it needs Chromium and the TensorFlow 2 environment of scripts/oracle-setup")
        return 1 if os.environ.get("SUMMARY_UPGRADE_REQUIRE_ORACLE") == "1" else 77
    with tempfile.TemporaryDirectory() as scratch:
        write(os.path.join(scratch, "logs", "run"))
        server, url = tensorboard(python, os.path.join(scratch, "logs"))
        browser = Browser(chromium, os.path.join(scratch, "profile"))
        try:
            # Smoothing 0: the line is that of the values.
            browser.open(url + "?smoothing=0#timeseries")
            end, seen = time.monotonic() + 180, None
            while time.monotonic() < end and not seen:
                time.sleep(1)
                seen = browser.evaluate(LOOK)
            if options.screenshot:
                with open(options.screenshot, "wb") as file:
                    file.write(base64.b64decode(browser.call("Page.captureScreenshot")["data"]))
        finally:
            browser.close()
            server.terminate()
            server.wait()
            server.stderr.close()
    if not seen:
        print("FAILED: the page shows no chart of %s" % TAG)
        return 1
    card = json.loads(seen)
    good = [line for line in card["lines"] if is_line_of_values(line)]
    print("the card says: %s" % " | ".join(card["text"].split("\n"))[:200])
    print("%d lines, %d of them through all %d values" % (len(card["lines"]), len(good), STEPS))
    if not good:
        print("FAILED: no line goes through the values: %s" % [points(line) for line in card["lines"]])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
