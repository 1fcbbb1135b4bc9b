-- Takes a worker's failure: the job is tried again later, or ends.
-- ARGV[1] id  [2] token  [3] stage  [4] reason  [5] 1 when it may go better later
-- ARGV[6] tries in all  [7] pause before the second, ms  [8] expires after, ms
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
if did(id, 'fail', token) then return 'already' end
if not owned(id, token) then return 'stale' end
remember(id, 'fail', token)
local lane, cancel = unpack(fields(id, 'lane', 'cancel'))
if cancel then
  finish(id, 'cancelled')
  return 'ok'
end
redis.call('HSET', job(id), 'failStage', ARGV[3], 'failReason', ARGV[4])
local failures = redis.call('HINCRBY', job(id), 'failures', 1)
if ARGV[5] ~= '1' or failures >= tonumber(ARGV[6]) then
  finish(id, 'failed')
  return 'ok'
end
local jitter = 0.75 + (token * 7919 % 1000) / 2000 -- by the token: Redis gives scripts no true chance
local due = now + math.floor(ARGV[7] * 2 ^ (failures - 1) * jitter)
redis.call('ZREM', key('act', lane), id)
redis.call('ZADD', key('del', lane), due, id)
redis.call('ZADD', P .. 'exp', due + ARGV[8], id)
redis.call('HSET', job(id), 'state', 'waiting')
wake(key('mark', lane)) -- whoever sleeps learns the new due time
tell(id, 'waiting')
return 'ok'
