-- summary-upgrade in Neovim (0.7 and later): require('summary_upgrade').setup()
local M = {}

local markers = { 'summary-upgrade.toml', 'pyproject.toml', 'setup.py', '.git', '.hg' }

--- The folder that holds the whole project: a model and its training loop are migrated together.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local here = folder
  while true do
    for _, marker in ipairs(markers) do
      if vim.fn.empty(vim.fn.glob(here .. '/' .. marker, true)) == 0 then
        return here
      end
    end
    local above = vim.fn.fnamemodify(here, ':h')
    if above == here then
      return folder
    end
    here = above
  end
end

-- One client for each project (Neovim 0.7 has no vim.lsp.start, which would know them).
local clients = {}

local function start(options, buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local config = {
    name = 'summary-upgrade',
    cmd = options.cmd,
    root_dir = root,
    on_attach = options.on_attach,
    capabilities = options.capabilities,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
  }
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  if not (clients[root] and vim.lsp.get_client_by_id(clients[root])) then
    clients[root] = vim.lsp.start_client(config)
  end
  if clients[root] then
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
  return clients[root]
end

local function our_client(buffer)
  local attached = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
  for _, client in pairs(attached) do
    if client.name == 'summary-upgrade' then
      return client
    end
  end
  vim.notify('summary-upgrade is not attached to this buffer', vim.log.levels.WARN)
end

--- The answer of our client, waited for; nil and a message when it is an error.
local function ask(client, method, params, buffer)
  local answer, problem = client.request_sync(method, params, 10000, buffer)
  if not answer or answer.err then
    vim.notify('summary-upgrade: ' .. (answer and answer.err.message or problem or 'no answer'), vim.log.levels.ERROR)
    return nil
  end
  return answer.result
end

--- Migrates all summaries of a buffer (the current one) where that is safe. It waits, so that it may stand in BufWritePre.
function M.fix_all(buffer)
  buffer = buffer or vim.api.nvim_get_current_buf()
  local client = our_client(buffer)
  if not client then
    return
  end
  local document = { uri = vim.uri_from_bufnr(buffer) }
  local everything = { start = { line = 0, character = 0 }, ['end'] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 } }
  local actions = ask(client, 'textDocument/codeAction', {
    textDocument = document,
    range = everything,
    context = { only = { 'source.fixAll.summaryUpgrade' }, diagnostics = {} },
  }, buffer)
  local action = actions and actions[1]
  if action and not action.edit then
    action = ask(client, 'codeAction/resolve', action, buffer)
  end
  if action then
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
end

--- Migrates all summaries of the project where that is safe.
function M.migrate_workspace()
  local buffer = vim.api.nvim_get_current_buf()
  local client = our_client(buffer)
  if client then
    ask(client, 'workspace/executeCommand', { command = 'summaryUpgrade.migrateWorkspace', arguments = {} }, buffer)
  end
end

--- options: cmd (a list, default { 'summary-upgrade', 'lsp' }), on_attach, capabilities
function M.setup(options)
  options = vim.tbl_extend('force', { cmd = { 'summary-upgrade', 'lsp' } }, options or {})
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('summary_upgrade', { clear = true }),
    pattern = 'python',
    callback = function(event)
      if vim.bo[event.buf].buftype == '' and vim.api.nvim_buf_get_name(event.buf) ~= '' then
        start(options, event.buf)
      end
    end,
  })
  vim.api.nvim_create_user_command('SummaryUpgradeFixAll', function() M.fix_all() end, { desc = 'Migrate all summaries of this file' })
  vim.api.nvim_create_user_command('SummaryUpgradeMigrateWorkspace', M.migrate_workspace, { desc = 'Migrate all summaries of the project' })
end

return M
