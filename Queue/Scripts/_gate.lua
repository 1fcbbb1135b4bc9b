-- Whether somebody else has the queue to themselves: its data are being copied or put back, or have moved to another Redis. Everything that
-- writes asks this first, in the same script: these functions, and what the bot keeps beside the jobs (Keepsakes.cs).
-- gate says: "copying <id>" for as long as it is renewed; "restoring <id>" and "filled <id>" until that is done; "moved <id> <where>" for good.
-- prefix: vq:{queue}:. Returns an error, or nil.
local function gated(prefix)
  local gate = redis.call('GET', prefix .. 'gate')
  if not gate then return end
  local what, where = string.match(gate, '^(%a+) %S+ ?(.*)$')
  if what == 'moved' then
    return redis.error_reply('CLOSED this queue has moved to ' .. where .. ': set REDIS_URL (or Redis:Url) to that and start again')
  end
  if what == 'copying' then return redis.error_reply('GATED the queue is being copied and goes on in a moment') end
  return redis.error_reply('GATED the queue is being put back from a copy; where that broke off, begin it again')
end
