-- Sweeps: leases that ran out, jobs that nobody took, tries that are due, wake-ups that were lost, workers that are gone, tags of the past.
-- ARGV[1] most of each kind  [2] crashes that end a job  [3] a worker silent so long is gone, ms  [4] no other sweep for so long, ms;
-- 0 for none  [5] lease, ms  [6] faults that set a worker aside  [7] for so long, ms  [8] how often is swept, ms
-- Returns how many jobs it moved, or -1 when another process has swept just now.
local schema, swept = unpack(redis.call('HMGET', KEYS[1], 'schema', 'swept'))
local newer = guard(schema)
if newer then return newer end
if ARGV[4] ~= '0' and not redis.call('SET', P .. 'reaping', 1, 'NX', 'PX', ARGV[4]) then return -1 end
local moved = 0

-- Nobody has swept for a while: Redis was away, and no worker could renew. Leases that ran out meanwhile are no crashes.
swept = tonumber(swept)
local wasAway = swept and now - swept > math.max(ARGV[5] / 4, 2 * ARGV[8])
redis.call('HSET', KEYS[1], 'swept', now)

local function expire(set)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, ARGV[1])) do
    local j = load(id)
    if j and (j.state == 'waiting' or j.state == 'held') then
      vacate(j)
      finish(j, 'expired')
      count('expired')
      moved = moved + 1
    else
      redis.call('ZREM', set, id)
    end
  end
end

local all, kept = lanes(), {}
for _, lane in ipairs(all) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('act', lane), '-inf', now, 'LIMIT', 0, ARGV[1])) do
    local j = load(id)
    moved = moved + 1
    if not j or not atWorker(j) then
      redis.call('ZREM', key('act', lane), id) -- a place without its job
    elseif wasAway then
      redis.call('ZADD', key('act', lane), now + ARGV[5], id)
    else
      crash(j, ARGV[2], 'The worker stopped without a word each time it made this clip, so it was given up.', ARGV[6], ARGV[7])
    end
  end
  promote(lane, ARGV[1])
  expire(key('exp', lane))
  if redis.call('EXISTS', key('g', lane)) == 1 then wake(key('mark', lane)) end
  redis.call('ZREMRANGEBYSCORE', key('wk', lane), '-inf', now - ARGV[3] * 10)
  if redis.call('EXISTS', key('g', lane), key('exp', lane), key('act', lane), key('wk', lane)) > 0 then
    kept[#kept + 1] = lane
  else
    redis.call('DEL', key('mark', lane))
  end
end
if #kept == 0 then -- a lane that is neither served nor waited in is forgotten: each costs every claim a look
  redis.call('HDEL', KEYS[1], 'lanes')
elseif #kept < #all then
  redis.call('HSET', KEYS[1], 'lanes', table.concat(kept, ' '))
end
expire(P .. 'held')
for _, worker in ipairs(redis.call('ZRANGEBYSCORE', P .. 'workers', '-inf', now - 86400000, 'LIMIT', 0, ARGV[1])) do
  redis.call('ZREM', P .. 'workers', worker)
  redis.call('DEL', key('worker', worker))
end
for band in pairs(BANDS) do -- a group's last tag says nothing once the band's time is past it
  local v = redis.call('ZSCORE', P .. 'vt:' .. band, '')
  if v then redis.call('ZREMRANGEBYSCORE', P .. 'vt:' .. band, '-inf', '(' .. v) end
end
if redis.call('ZCOUNT', P .. 'out', '-inf', now) > 0 then wake(P .. 'mark-out') end
return moved
