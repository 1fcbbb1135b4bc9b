-- Takes a worker's failure: the job is tried again later, or ends.
-- ARGV[1] id  [2] token  [3] stage  [4] reason  [5] 1 when it may go better later
-- ARGV[6] tries in all  [7] pause before the second, ms  [8] faults that set a worker aside  [9] for so long, ms
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
local j = load(id)
if did(j, 'fail', token) then return 'already' end
if not owned(j, token) then return stale() end
remember(id, 'fail', token)
if j.cancel then
  stop(j, 'cancelled')
  return 'ok'
end
redis.call('HSET', job(id), 'failStage', ARGV[3], 'failReason', ARGV[4])
if ARGV[5] == '1' then fault(j.worker, id, ARGV[8], ARGV[9]) end
local failures = redis.call('HINCRBY', job(id), 'failures', 1)
if ARGV[5] ~= '1' or failures >= tonumber(ARGV[6]) then
  stop(j, 'failed')
  return 'ok'
end
local jitter = 0.75 + (token * 7919 % 1000) / 2000 -- by the token: Redis gives scripts no true chance
free(j)
refund(j)
redis.call('ZADD', key('del', j.lane), now + math.floor(ARGV[7] * 2 ^ (failures - 1) * jitter), id)
redis.call('HSET', job(id), 'state', 'waiting')
waits(j)
wake(key('mark', j.lane)) -- whoever sleeps learns the new due time
tell('requeued', id)
return 'ok'
