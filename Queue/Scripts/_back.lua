-- What becomes of jobs whose worker gave them back, failed, or is gone.

-- What the group was charged for a run that came to nothing.
local function refund(j)
  if j.band ~= 'front' and j.share then moveGroup(j.band, j.group, -j.share) end
  redis.call('HDEL', job(j.id), 'share')
end

-- Puts a job that was at a worker into its old place: the head, as it had been served before.
local function back(j)
  free(j)
  redis.call('HSET', job(j.id), 'state', 'waiting')
  waits(j)
  enter(j)
  refund(j)
  wake(key('mark', j.lane))
  tell('requeued', j.id)
end

-- A worker that faults over several jobs in a row is set aside. A job counts once: a poisoned one is no worker's fault.
local function fault(worker, id, most, aside)
  if not worker or not redis.call('ZSCORE', P .. 'workers', worker) then return end -- or it has left in good order
  local own = key('worker', worker)
  local faults, last = unpack(redis.call('HMGET', own, 'faults', 'faultJob'))
  if last == id then return end
  faults = (tonumber(faults) or 0) + 1
  redis.call('HSET', own, 'faults', faults, 'faultJob', id)
  count('faults')
  if faults >= tonumber(most) and not redis.call('HGET', own, 'standing') then
    redis.call('HSET', own, 'standing', 'aside', 'until', now + aside, 'faults', 0)
    tell('aside', worker)
    audit('the queue', 'set aside', worker, faults .. ' jobs in a row failed or ended without a word at this worker', nil, redis.pcall)
  end
end

-- The worker is gone, or hangs: a crash, which is counted apart from failures.
local function crash(j, most, reason, mostFaults, aside)
  count('crashes')
  fault(j.worker, j.id, mostFaults, aside)
  if j.cancel then
    stop(j, 'cancelled')
  elseif redis.call('HINCRBY', job(j.id), 'crashes', 1) >= tonumber(most) then
    redis.call('HSET', job(j.id), 'failStage', 'Model', 'failReason', reason)
    stop(j, 'failed')
  else
    back(j)
  end
end
