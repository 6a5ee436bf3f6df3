// What a user does in VS Code, by script: see run.py. code-server is VS Code in a browser; ACTION says what.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const { ACTION, CODE_SERVER, CHROMIUM, RESULT, SCREENSHOT, EXTENSIONS, TOOL, HOME } = process.env;
const project = process.cwd();
const { chromium } = createRequire(path.join(CODE_SERVER, 'package.json'))('playwright-core');

const user = path.join(HOME, 'user');
fs.mkdirSync(path.join(user, 'User'), { recursive: true });
fs.writeFileSync(path.join(user, 'User', 'settings.json'), JSON.stringify({
  ...(TOOL ? { 'summaryUpgrade.path': TOOL } : {}),
  ...(ACTION === 'on-save' ? { 'editor.codeActionsOnSave': { 'source.fixAll.summaryUpgrade': 'explicit' } } : {}),
  'editor.minimap.enabled': false,
  'editor.tabCompletion': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
}));

const log = [];
const server = spawn(path.join(CODE_SERVER, 'node_modules', '.bin', 'code-server'), [
  '--auth', 'none', '--bind-addr', '127.0.0.1:0', '--user-data-dir', user, '--extensions-dir', EXTENSIONS, '--config', path.join(HOME, 'config.yaml'),
  '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override',
], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
const address = new Promise((resolve, reject) => {
  const read = (data) => {
    log.push(String(data));
    const found = /HTTP server listening on (http:\S+)/.exec(log.join(''));
    if (found) resolve(found[1]);
  };
  server.stdout.on('data', read);
  server.stderr.on('data', read);
  server.on('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${log.join('')}`)));
});

let browser;
let page;
const result = {};

async function until(what, condition, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Chooses in the box above the editor. One box can take the place of another at any time, and the text of the old one is lost: until the row is there, the text is set again. */
async function choose(box, text, open = async () => {}) {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text.replace(/^>/, '') }).first();
  await until(`"${text}" to choose`, async () => {
    if (!(await box.isVisible())) await open();
    if (!(await box.isVisible())) return false;
    if ((await box.inputValue()) !== text) await box.fill(text);
    return row.isVisible();
  });
  await row.click();
}
const command = (title) => choose(page.locator('.quick-input-widget input[type=text]'), '>' + title, () => page.keyboard.press('F1'));

/** Line, column in characters, code and text of what the Problems view shows of the open file. */
async function problems() {
  const lines = fs.readFileSync(path.join(project, 'train.py'), 'utf8').split('\n');
  const rows = await page.locator('.markers-panel-container .monaco-list-row').allInnerTexts();
  const found = [];
  let file = '';
  for (const row of rows) {
    const place = /^(.*)\nsummary-upgrade\n(SU\d+)\n\[Ln (\d+), Col (\d+)\]/.exec(row);
    if (!place && /^\S+\n\d+$/.test(row)) file = row.split('\n')[0];
    if (!place || file !== 'train.py') continue;
    const line = Number(place[3]);
    found.push([line, [...(lines[line - 1] ?? '').slice(0, Number(place[4]) - 1)].length, place[2], place[1]]);
  }
  return found;
}
const has = async (code) => (await problems()).some((entry) => entry[2] === code);
const changed = () => !fs.readFileSync(path.join(project, 'train.py'), 'utf8').includes('add_summary') && !fs.readFileSync(path.join(project, 'model.py'), 'utf8').includes('merge_all');

/** The cursor into the line of the write. */
async function go() {
  const line = 1 + fs.readFileSync(path.join(project, 'train.py'), 'utf8').split('\n').findIndex((text) => text.includes('add_summary'));
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+g');
  const box = page.locator('.quick-input-widget input[type=text]');
  await box.waitFor();
  await box.fill(`:${line}:25`);
  await page.keyboard.press('Enter');
}
async function saved() {
  await until('the files to be saved', async () => {
    await command('File: Save All Files');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return changed();
  });
}

const actions = {
  async show() {
    result.diagnostics = await problems();
    result.status = await until('the number of findings', async () => {
      const text = await page.locator('[id="summary-upgrade.summary-upgrade.summary-upgrade"], .statusbar-item[aria-label*="summary-upgrade"]').first().innerText().catch(() => '');
      return /\d/.test(text) && text.trim();
    });
    await command('Summary Upgrade: Explain a Rule');
    await choose(page.locator('.quick-input-widget input[placeholder="Rule"]'), 'SU202');
    const shown = async () => {
      for (const frame of page.frames()) {
        const text = await frame.locator('body').innerText({ timeout: 200 }).catch(() => '');
        if (text.includes('What it does')) return text;
      }
      return '';
    };
    result.page = await until('the page of the rule', shown);
  },
  async quickfix() {
    await go();
    const rows = page.locator('.action-widget .monaco-list-row.action');
    await until('the menu', async () => {
      await page.keyboard.press('Control+.');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return (await rows.allInnerTexts()).some((text) => text.includes('Migrate this writer'));
    });
    result.offered = (await rows.allInnerTexts()).map((text) => text.trim());
    // By the keyboard: the menu takes no clicks for a while after it opens.
    for (let i = 0; i < result.offered.length && !(await page.locator('.action-widget .monaco-list-row.focused').innerText()).includes('Migrate this writer'); ++i) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until('the edit', async () => !(await page.locator('.editor-instance .view-lines').first().innerText()).includes('add_summary'));
    await saved();
    await until('fresh problems', async () => (await problems()).length === 0);
    result.after = await problems();
  },
  async 'fix-all'() {
    await go();
    await command('Summary Upgrade: Migrate All Summaries of This File');
    await saved();
  },
  async 'on-save'() {
    await go();
    await page.keyboard.press('Control+s');
    await saved();
  },
  async unsaved() {
    await go();
    await page.keyboard.press('Control+/');
    await until('fresh problems', async () => !(await has('SU202')));
    result.diagnostics = await problems();
  },
  async workspace() {
    await command('Summary Upgrade: Migrate the Workspace');
    await saved();
  },
};

// run.py ends this script after a while, and could not end code-server.
const watchdog = setTimeout(() => {
  console.error('took more than 200 seconds');
  process.kill(-server.pid, 'SIGKILL');
  process.exit(1);
}, 200000);

let code = 0;
try {
  const url = await address;
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
  page = await browser.newPage({ viewport: { width: 1500, height: 1100 } });
  page.setDefaultTimeout(60000);
  const open = JSON.stringify([['openFile', 'vscode-remote://' + new URL(url).host + path.join(project, 'train.py')]]);
  await page.goto(`${url}?folder=${encodeURIComponent(project)}&payload=${encodeURIComponent(open)}`);
  await page.locator('.editor-instance .view-lines').first().waitFor();
  await command('Problems: Focus on Problems View');
  await until('the findings', () => has('SU202'));
  await actions[ACTION]();
  if (SCREENSHOT) await page.screenshot({ path: SCREENSHOT });
  fs.writeFileSync(RESULT, JSON.stringify(result));
} catch (problem) {
  console.error(problem);
  console.error(log.join('').slice(-2000));
  if (page && SCREENSHOT) await page.screenshot({ path: SCREENSHOT }).catch(() => {});
  code = 1;
} finally {
  clearTimeout(watchdog);
  await browser?.close().catch(() => {});
  try {
    process.kill(-server.pid, 'SIGTERM');
  } catch {
    // it has ended
  }
}
process.exit(code);
