"""The static site: every page is there, every link in it leads somewhere, nothing is fetched from elsewhere."""
import html.parser
import os
import subprocess
import urllib.parse

from command import CommandTest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.resources, self.anchors, self.text, self.open = [], [], set(), "", []
        with open(path, encoding="utf-8") as source:
            self.feed(source.read())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.anchors |= {values[key] for key in ("id", "name") if values.get(key)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag in ("link", "script", "img"):
            self.resources += [values[key] for key in ("href", "src") if values.get(key) and values.get("rel") != "canonical"]

    def handle_data(self, data):
        self.text += data


class Site(CommandTest):
    def test_the_site(self):
        run = subprocess.run([os.path.join(ROOT, "scripts", "site"), self.path("site")], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        pages = {}
        for folder, _, names in os.walk(self.path("site")):
            for name in names:
                if name.endswith(".html"):
                    path = os.path.join(folder, name)
                    pages[os.path.relpath(path, self.path("site"))] = Page(path)
        for folder in ("docs", "docs/adr", "rules"):
            for name in os.listdir(os.path.join(ROOT, folder)):
                if name.endswith(".md"):
                    page = os.path.join(folder, "index.html" if name == "README.md" else name[:-3] + ".html")
                    self.assertIn(page, pages)
        seen = 0
        for name, page in pages.items():
            if name == "404.html":  # its addresses are those of a server
                continue
            for link in page.links + page.resources:
                target, _, anchor = link.partition("#")
                self.assertFalse(link in page.resources and urllib.parse.urlparse(link).scheme, "%s fetches %s" % (name, link))
                if urllib.parse.urlparse(link).scheme:
                    continue
                seen += 1
                path = os.path.normpath(os.path.join(os.path.dirname(name), urllib.parse.unquote(target.split("?")[0]))) if target else name
                self.assertTrue(os.path.exists(self.path(os.path.join("site", path))), "%s: %s" % (name, link))
                if anchor and path in pages and link not in page.resources:
                    self.assertIn(urllib.parse.unquote(anchor), pages[path].anchors, "%s: %s" % (name, link))
        self.assertGreater(seen, 1000)
        self.assertIn("SU101 v1-scalar-op", pages["rules/SU101-scalar-op.html"].text)
        self.assertIn("tf.summary.scalar(name, tensor, collections=None, family=None)", pages["rules/SU101-scalar-op.html"].text)
        self.assertIn("--target auto|compat|tf2", pages["index.html"].text)
        for name, page in pages.items():
            self.assertNotIn("```", page.text, name)

    def test_a_link_that_leads_nowhere_is_refused(self):
        os.makedirs(self.path("repository/scripts"))
        for name in ("site", "consumers-setup"):
            with open(os.path.join(ROOT, "scripts", name)) as source:
                self.write("repository/scripts/" + name, source.read())
            os.chmod(self.path("repository/scripts/" + name), 0o755)
        for name in ("requirements.txt", "package-lock.json"):
            with open(os.path.join(ROOT, "tests", "consumers", name)) as source:
                self.write("repository/tests/consumers/" + name, source.read())
        self.write("repository/README.md", "# a\n\n[b](docs/b.md)\n")
        run = subprocess.run([self.path("repository/scripts/site"), self.path("site")], capture_output=True, text=True)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn("site: README.md: link to docs/b.md, which does not exist", run.stderr)
