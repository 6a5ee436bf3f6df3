-- What a user does in Neovim, by script: see run.py. ACTION says what.
vim.opt.runtimepath:prepend(vim.env.EDITOR_FILES)
vim.cmd('filetype on')
require('summary_upgrade').setup({ cmd = { vim.env.TOOL, 'lsp' } })

local result = {}

local function finish(code)
  local out = io.open(vim.env.RESULT, 'w')
  out:write(vim.json.encode(result))
  out:close()
  vim.cmd(code == 0 and 'qall!' or 'cquit')
end

local function diagnostics()
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    local line = vim.api.nvim_buf_get_lines(0, d.lnum, d.lnum + 1, true)[1]
    table.insert(found, { d.lnum + 1, vim.fn.strchars(line:sub(1, d.col)), d.user_data and d.user_data.lsp.code or d.code, d.message })
  end
  return found
end

local function wait_for(what, condition)
  if not vim.wait(30000, condition, 20) then
    io.stderr:write('waited in vain for ' .. what .. '\n')
    finish(1)
    error(what)
  end
end
local function has(code)
  return function()
    return vim.tbl_contains(vim.tbl_map(function(d) return d[3] end, diagnostics()), code)
  end
end
local function migrated()
  return not table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'):find('add_summary', 1, true)
end

local actions = {}
function actions.show()
  result.diagnostics = diagnostics()
end
function actions.quickfix()
  -- The user's choice from the menu.
  vim.ui.select = function(items, options, choose)
    result.offered = vim.tbl_map(options.format_item, items)
    for index, title in ipairs(result.offered) do
      if title:find('^Migrate this writer') then
        return choose(items[index], index)
      end
    end
  end
  vim.fn.search('add_summary')
  vim.lsp.buf.code_action()
  wait_for('the edit', migrated)
  vim.cmd('silent wall')
  wait_for('fresh diagnostics', function() return #vim.diagnostic.get(0) == 0 end)
  result.after = diagnostics()
end
actions['fix-all'] = function()
  vim.cmd('SummaryUpgradeFixAll')
  wait_for('the edit', migrated)
  vim.cmd('silent wall')
end
function actions.unsaved()
  vim.fn.search('add_summary')
  vim.cmd('normal! I# ')
  wait_for('fresh diagnostics', function() return not has('SU202')() end)
  result.diagnostics = diagnostics()
end
function actions.workspace()
  vim.cmd('SummaryUpgradeMigrateWorkspace')
  wait_for('the edit', migrated)
  vim.cmd('silent wall')
end

vim.api.nvim_create_autocmd('VimEnter', {
  callback = function()
    vim.schedule(function()
      wait_for('diagnostics', has('SU202'))
      local worked, problem = pcall(actions[vim.env.ACTION])
      if not worked then
        io.stderr:write(tostring(problem) .. '\n')
      end
      finish(worked and 0 or 1)
    end)
  end,
})
