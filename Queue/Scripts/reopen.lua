-- Opens a queue whose data were put back or came from another Redis. Whoever worked on a job or told an end before holds a token of the past:
-- all new ones are higher than any that was ever given. Jobs that were at workers go back to their places in line, which is no crash.
-- ARGV[1] what the gate says now
-- Returns how many jobs went back, or -1 when the gate says something else.
if redis.call('GET', P .. 'gate') ~= ARGV[1] then return -1 end
local newer = guard(redis.call('HGET', KEYS[1], 'schema'))
if newer then return newer end

-- Seconds since 1970 in the upper bits: the same copy may be put back again and again, and nothing here remembers what was given between. A
-- failover raises by 2^32 (greet.lua); half of a second's share keeps the two apart.
for _, name in ipairs({ 'fence', 'outFence' }) do
  local last = tonumber(redis.call('HGET', KEYS[1], name)) or 0
  local base = math.floor(now / 1000) * 1048576 + 524288
  redis.call('HSET', KEYS[1], name, string.format('%.0f', math.max(base, (math.floor(last / 4294967296) + 1) * 4294967296)))
end
redis.call('HDEL', KEYS[1], 'replid', 'swept', 'full')
redis.call('HSETNX', KEYS[1], 'schema', SCHEMA)

local moved = 0
for _, lane in ipairs(lanes()) do
  for _, id in ipairs(redis.call('ZRANGE', key('act', lane), '0', '-1')) do
    local j = load(id)
    if not j or not atWorker(j) then
      redis.call('ZREM', key('act', lane), id)
    elseif j.cancel then
      stop(j, 'cancelled')
    else
      back(j)
      moved = moved + 1
    end
  end
  wake(key('mark', lane))
end
wake(P .. 'mark-out')
redis.call('DEL', P .. 'gate')
return moved
