-- Takes a clip, which its worker has written to clip:<id>:<token> before, and puts it in the outbox.
-- ARGV[1] id  [2] token  [3] what was made, JSON
-- Returns 'ok', 'already', 'cancelled' (somebody stopped it first: the clip is dropped) or 'stale'.
local id, token = ARGV[1], ARGV[2]
if did(id, 'complete', token) then return 'already' end
if not owned(id, token) then return 'stale' end
local lane, started, cancel = unpack(fields(id, 'lane', 'started', 'cancel'))
if cancel then
  finish(id, 'cancelled')
  return 'cancelled'
end

-- Newer jobs count more: a new driver or card shows within some ten jobs.
local est = key('est', lane)
local n = redis.call('HINCRBY', est, 'n', 1)
local mean = tonumber(redis.call('HGET', est, 'mean') or 0)
redis.call('HSET', est, 'mean', mean + (now - (tonumber(started) or now) - mean) * math.max(0.2, 1 / n))

redis.call('HSET', job(id), 'made', ARGV[3], 'clipOf', token, 'progress', 1)
remember(id, 'complete', token)
finish(id, 'delivering')
return 'ok'
