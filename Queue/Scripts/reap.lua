-- Sweeps: leases that ran out, jobs that nobody took, tries that are due, wake-ups that were lost, workers that are gone.
-- ARGV[1] most of each kind  [2] crashes that end a job  [3] expires after, ms  [4] a worker silent so long is gone, ms
-- ARGV[5] no other sweep for so long, ms; 0 for none  [6] lease, ms
-- Returns how many jobs it moved, or -1 when another process has swept just now.
if ARGV[5] ~= '0' and not redis.call('SET', P .. 'reaping', 1, 'NX', 'PX', ARGV[5]) then return -1 end
local moved = 0

-- Nobody has swept for a while: Redis was away, and no worker could renew. Leases that ran out meanwhile are no crashes.
local swept = tonumber(redis.call('HGET', KEYS[1], 'swept'))
local wasAway = swept and now - swept > ARGV[6] / 4
redis.call('HSET', KEYS[1], 'swept', now)

for _, lane in ipairs(redis.call('SMEMBERS', P .. 'lanes')) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('act', lane), '-inf', now, 'LIMIT', 0, ARGV[1])) do
    local state, cancel = unpack(fields(id, 'state', 'cancel'))
    moved = moved + 1
    if state ~= 'claimed' and state ~= 'running' then
      redis.call('ZREM', key('act', lane), id) -- a place without its job
    elseif wasAway then
      redis.call('ZADD', key('act', lane), now + ARGV[6], id)
    elseif cancel then
      finish(id, 'cancelled')
    elseif redis.call('HINCRBY', job(id), 'crashes', 1) >= tonumber(ARGV[2]) then
      redis.call('HSET', job(id), 'failStage', 'Model',
        'failReason', 'The worker stopped without a word each time it made this clip, so it was given up.')
      finish(id, 'failed')
    else
      back(id, ARGV[3])
    end
  end
  promote(lane, ARGV[1])
  if redis.call('ZCARD', line(lane, 'normal')) > 0 then wake(key('mark', lane)) end
  redis.call('ZREMRANGEBYSCORE', key('wk', lane), '-inf', now - ARGV[4] * 10)
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'exp', '-inf', now, 'LIMIT', 0, ARGV[1])) do
  if redis.call('HGET', job(id), 'state') == 'waiting' then
    finish(id, 'expired')
    moved = moved + 1
  else
    redis.call('ZREM', P .. 'exp', id)
  end
end
if redis.call('ZCOUNT', P .. 'out', '-inf', now) > 0 then wake(P .. 'mark-out') end
return moved
