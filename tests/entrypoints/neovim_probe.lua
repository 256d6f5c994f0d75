-- Run by a headless Neovim: attaches `sansfil lsp` to the open buffer, types, and prints the inline completion as JSON.
vim.bo.filetype = 'python'
local DEADLINE_MS = 30000

local function wait_for(promise, is_kept)
  assert(vim.wait(DEADLINE_MS, is_kept, 20), 'waited in vain until ' .. promise)
end

local function start(learned)
  local id = vim.lsp.start_client({
    name = 'sansfil',
    cmd = { vim.env.SANSFIL, 'lsp' },
    root_dir = vim.fn.getcwd(),
    handlers = {
      ['sansfil/status'] = function(_, status) learned.done = learned.done or status.state == 'ready' end,
    },
  })
  vim.lsp.buf_attach_client(0, id)
  local client = vim.lsp.get_client_by_id(id)
  wait_for('the server has started', function() return client.initialized end)
  wait_for('the workspace is learned', function() return learned.done end)
  return client
end

local function type_at_end(text)
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_buf_set_lines(0, last, last, false, { text })
  return { line = last, character = #text }
end

-- The number of the buffer, not 0: only then does Neovim send the change before the request.
local function inline_completion(client, position)
  local answer = client.request_sync('textDocument/inlineCompletion', {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = position,
    context = { triggerKind = 2 },
  }, DEADLINE_MS, vim.api.nvim_get_current_buf())
  assert(answer and not answer.err, vim.inspect(answer))
  return answer.result
end

local function probe()
  local client = start({ done = false })
  local position = type_at_end(vim.env.TYPED)
  local result = inline_completion(client, position)
  io.stdout:write(vim.json.encode(result), '\n')
  client.stop()
  wait_for('the server has ended', function() return client.is_stopped() end)
end

local ok, reason = pcall(probe)
if not ok then io.stderr:write(tostring(reason), '\n') end
vim.cmd(ok and 'qa!' or 'cq!')
