-- Cancels all open jobs of a user, 1,000 at most.
-- ARGV[1] user  [2] who asked  [3] why
-- Returns { jobs cancelled, jobs told to stop, 1 when there may be more }.
local cancelled, stopping = 0, 0
local running = {}
for _, lane in ipairs(lanes()) do
  for _, id in ipairs(redis.call('ZRANGE', key('act', lane), 0, -1)) do
    if redis.call('HGET', job(id), 'user') == ARGV[1] then running[#running + 1] = id end
  end
end
local ids = redis.call('ZREVRANGE', key('u', ARGV[1]), 0, 999) -- the newest first: each makes room for none behind it
for _, id in ipairs(running) do
  if cancel(id, ARGV[2], ARGV[3]) == 'stopping' then stopping = stopping + 1 end
end
for _, id in ipairs(ids) do
  local answer, changed = cancel(id, ARGV[2], ARGV[3])
  if answer == 'unknown' then redis.call('ZREM', key('u', ARGV[1]), id) end
  if changed then cancelled = cancelled + 1 end
end
audit(ARGV[2], 'clear user', ARGV[1], ARGV[3])
return { cancelled, stopping, #ids == 1000 and cancelled > 0 and 1 or 0 }
