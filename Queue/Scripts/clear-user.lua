-- Cancels all open jobs of a user, or those in one guild, 1,000 at most; made clips that wait for a moderator among them.
-- ARGV[1] user  [2] who asked  [3] why  [4] guild, or '' for all
-- Returns { jobs cancelled, jobs told to stop, 1 when there may be more }.
local cancelled, stopping = 0, 0
local function isMeant(id)
  local user, group = fields(id, 'user', 'group')
  return user == ARGV[1] and (ARGV[4] == '' or group == ARGV[4])
end

local running = {}
for _, lane in ipairs(lanes()) do
  for _, id in ipairs(redis.call('ZRANGE', key('act', lane), 0, -1)) do
    if isMeant(id) then running[#running + 1] = id end
  end
end
local ids = redis.call('ZREVRANGE', key('u', ARGV[1]), 0, 999) -- the newest first: each makes room for none behind it
for _, id in ipairs(running) do
  if cancel(id, ARGV[2], ARGV[3]) == 'stopping' then stopping = stopping + 1 end
end
for _, id in ipairs(ids) do
  if redis.call('EXISTS', job(id)) == 0 then
    redis.call('ZREM', key('u', ARGV[1]), id)
  elseif isMeant(id) then
    local _, changed = cancel(id, ARGV[2], ARGV[3])
    if changed then cancelled = cancelled + 1 end
  end
end
for _, id in ipairs(redis.call('ZRANGE', ARGV[4] == '' and P .. 'reviews' or key('held', ARGV[4]), 0, -1)) do
  if redis.call('ZSCORE', P .. 'reviews', id) and isMeant(id) then
    cancel(id, ARGV[2], ARGV[3])
    cancelled = cancelled + 1
  end
end
audit(ARGV[2], 'clear user', ARGV[1], ARGV[3], ARGV[4])
return { cancelled, stopping, #ids == 1000 and cancelled > 0 and 1 or 0 }
