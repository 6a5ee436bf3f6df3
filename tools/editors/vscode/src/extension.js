// summary-upgrade in VS Code: starts `summary-upgrade lsp` and gives its fixes names in the command palette. What is found and how it is fixed
// is the server's.
'use strict';
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient, State } = require('vscode-languageclient/node');

const SOURCE = 'summary-upgrade';
const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('summaryUpgrade');
const RULE_SCHEME = 'summary-upgrade-rule';

/** @type {LanguageClient | undefined} */
let client;
/** @type {vscode.LogOutputChannel} */
let output;
/** @type {vscode.StatusBarItem} */
let status;

const settings = () => vscode.workspace.getConfiguration('summaryUpgrade');

/**
 * The program: of the settings, of the package, or of PATH.
 * @param {vscode.ExtensionContext} context
 */
function program(context) {
  const set = settings().get('path', '').trim();
  if (set) {
    const home = set.startsWith('~/') ? path.join(require('node:os').homedir(), set.slice(2)) : set;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return home.includes('/') && !path.isAbsolute(home) && folder ? path.join(folder, home) : home;
  }
  const bundled = context.asAbsolutePath(path.join('bin', process.platform === 'win32' ? 'summary-upgrade.exe' : 'summary-upgrade'));
  return fs.existsSync(bundled) ? bundled : 'summary-upgrade';
}

/** @param {vscode.ExtensionContext} context */
function makeClient(context) {
  const command = program(context);
  const args = ['lsp', ...settings().get('arguments', /** @type {string[]} */ ([]))];
  output.info(`starting ${[command, ...args].join(' ')}`);
  const made = new LanguageClient('summaryUpgrade', 'summary-upgrade', { command, args }, {
    documentSelector: [{ scheme: 'file', language: 'python' }],
    outputChannel: output,
    middleware: {
      executeCommand: (name, words, next) => (name === 'summaryUpgrade.explain' && words[0] ? explain(context, words[0]) : next(name, words)),
    },
  });
  made.onDidChangeState((change) => showStatus(change.newState));
  return made;
}

/** @param {vscode.ExtensionContext} context */
async function start(context) {
  client = makeClient(context);
  try {
    await client.start();
  } catch (problem) {
    showStatus(State.Stopped);
    const message = problem instanceof Error ? problem.message : String(problem);
    output.error(message);
    // Nobody may ever answer: the commands must be there all the same.
    void complain(`summary-upgrade did not start: ${message}. Is \`summaryUpgrade.path\` right?`);
  }
}

/** @param {string} message */
async function complain(message) {
  const choice = await vscode.window.showErrorMessage(message, 'Open Settings', 'Show Output');
  if (choice === 'Open Settings') await vscode.commands.executeCommand('workbench.action.openSettings', 'summaryUpgrade.path');
  if (choice === 'Show Output') output.show();
}

async function stop() {
  const old = client;
  client = undefined;
  // One that never started cannot be stopped.
  if (old?.state === State.Running) await old.stop();
}

/** @param {State} [state] */
function showStatus(state = client?.state ?? State.Stopped) {
  if (!settings().get('statusBar', true)) return status.hide();
  if (state !== State.Running) {
    status.text = state === State.Starting ? '$(sync~spin) summaries' : '$(warning) summaries';
    status.tooltip = state === State.Starting ? 'summary-upgrade starts' : 'summary-upgrade does not run: show its output';
    return status.show();
  }
  let findings = 0;
  let files = 0;
  for (const [, all] of vscode.languages.getDiagnostics()) {
    const ours = all.filter((d) => d.source === SOURCE).length;
    findings += ours;
    if (ours) files += 1;
  }
  status.text = findings ? `$(graph-line) ${findings} summaries` : '$(check) summaries';
  status.tooltip = findings ? `summary-upgrade: ${findings} findings in ${files} ${files === 1 ? 'file' : 'files'}` : 'summary-upgrade: nothing to do';
  status.show();
}

/** The client, or a word to the user. */
function running() {
  if (client?.state === State.Running) return client;
  void vscode.window.showWarningMessage('summary-upgrade does not run.');
  return undefined;
}

async function fixAll() {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !running()) return;
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  /** @type {vscode.CodeAction[]} */
  const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', editor.document.uri, whole, FIX_ALL.value, 1);
  const edit = actions.find((action) => action.kind && FIX_ALL.contains(action.kind))?.edit;
  if (!edit) return void vscode.window.showInformationMessage('No summary of this file can be migrated safely. The findings say why.');
  if (!(await vscode.workspace.applyEdit(edit))) void vscode.window.showErrorMessage('The migration could not be applied.');
}

async function migrateWorkspace() {
  await running()?.sendRequest('workspace/executeCommand', { command: 'summaryUpgrade.migrateWorkspace', arguments: [] });
}

/**
 * What `summary-upgrade WORDS` prints.
 * @param {vscode.ExtensionContext} context
 * @param {string[]} words
 * @returns {Promise<string>}
 */
function ask(context, words) {
  return new Promise((resolve, reject) => execFile(program(context), words, { maxBuffer: 1 << 24 }, (problem, out, err) => (problem ? reject(new Error(err.trim() || problem.message)) : resolve(out))));
}

/**
 * Shows the page of a rule.
 * @param {vscode.ExtensionContext} context
 * @param {string} [code]
 */
async function explain(context, code) {
  try {
    if (!code) {
      const rules = JSON.parse(await ask(context, ['rule', '--all', '--output-format', 'json']));
      const items = rules.map((/** @type {{code: string, name: string, fix: string}} */ rule) => ({ label: rule.code, description: rule.name, detail: `fix: ${rule.fix}` }));
      code = (await vscode.window.showQuickPick(/** @type {vscode.QuickPickItem[]} */ (items), { placeHolder: 'Rule', matchOnDescription: true }))?.label;
    }
    if (code) await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme: RULE_SCHEME, path: `/${code}.md` }));
  } catch (problem) {
    void vscode.window.showErrorMessage(`summary-upgrade: ${problem instanceof Error ? problem.message : problem}`);
  }
}

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  output = vscode.window.createOutputChannel('summary-upgrade', { log: true });
  status = vscode.window.createStatusBarItem('summary-upgrade', vscode.StatusBarAlignment.Left);
  status.name = 'summary-upgrade';
  status.command = 'summary-upgrade.showOutput';
  // One after the other: a client that is starting cannot be stopped.
  let working = start(context);
  const restart = () => (working = working.then(stop).then(() => start(context)));
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand('summary-upgrade.fixAll', fixAll),
    vscode.commands.registerCommand('summary-upgrade.migrateWorkspace', migrateWorkspace),
    vscode.commands.registerCommand('summary-upgrade.explain', (code) => explain(context, code)),
    vscode.commands.registerCommand('summary-upgrade.restart', restart),
    vscode.commands.registerCommand('summary-upgrade.showOutput', () => output.show()),
    vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, {
      provideTextDocumentContent: (uri) => ask(context, ['rule', path.basename(uri.path, '.md')]),
    }),
    vscode.languages.onDidChangeDiagnostics(() => showStatus()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('summaryUpgrade.path') || change.affectsConfiguration('summaryUpgrade.arguments')) void restart();
      else if (change.affectsConfiguration('summaryUpgrade.statusBar')) showStatus();
    }),
  );
  await working;
}

module.exports = { activate, deactivate: stop };
