-- The work: whose a job is while it is at a worker, and how that ends.

local function owned(j, token) return j and atWorker(j) and j.token == token end

-- Whether this holder did this already: its answer was lost and it asks again.
local function did(j, verb, token) return j and j.did == verb .. ':' .. token end
local function remember(id, verb, token) redis.call('HSET', job(id), 'did', verb .. ':' .. token) end

local function stale()
  count('stale')
  return 'stale'
end

-- The job leaves its worker.
local function free(j)
  redis.call('ZREM', key('act', j.lane), j.id)
  redis.call('SREM', key('ru', j.user), j.id)
  redis.call('SREM', key('rg', j.group), j.id)
end

-- What it took replaces what was predicted: in the day's account, and in the tags of what the user and the group ask for next.
local function settle(j, took)
  local wrong = took - j.cost
  if wrong == 0 then return end
  account(j, wrong)
  if j.band == 'front' then return end
  redis.call('ZADD', flow(j.band, j.group), 'XX', 'INCR', wrong / j.weight, j.user)
  if tonumber(j.share) then moveGroup(j.band, j.group, wrong * j.share / j.cost) end
end

local function ran(j) return math.max(0, now - (tonumber(j.started) or now)) end

-- Ends a job, which stands nowhere any more, and puts its end in the outbox.
local function finish(j, state, kind)
  redis.call('HSET', job(j.id), 'state', state, 'ended', now, 'tries', 0)
  redis.call('ZREM', key('u', j.user), j.id)
  redis.call('ZADD', P .. 'out', now, j.id)
  wake(P .. 'mark-out')
  tell(kind or state, j.id)
end

local function stop(j, state) -- a job at a worker ends without a clip
  free(j)
  settle(j, ran(j))
  finish(j, state)
end

-- Puts a job that was at a worker into its old place: the head, as it had been served before.
local function back(j)
  free(j)
  redis.call('HSET', job(j.id), 'state', 'waiting')
  enter(j)
  if j.band ~= 'front' and tonumber(j.share) then moveGroup(j.band, j.group, -j.share) end
  redis.call('HDEL', job(j.id), 'share')
  wake(key('mark', j.lane))
  tell('requeued', j.id)
end

-- A worker that faults over several jobs in a row is set aside. A job counts once: a poisoned one is no worker's fault.
local function fault(worker, id, most, aside)
  if not worker then return end
  local own = key('worker', worker)
  local faults, last = unpack(redis.call('HMGET', own, 'faults', 'faultJob'))
  if last == id then return end
  faults = (tonumber(faults) or 0) + 1
  redis.call('HSET', own, 'faults', faults, 'faultJob', id)
  count('faults')
  if faults >= tonumber(most) and not redis.call('HGET', own, 'standing') then
    redis.call('HSET', own, 'standing', 'aside', 'until', now + aside, 'faults', 0)
    tell('aside', worker)
    audit('the queue', 'set aside', worker, faults .. ' jobs in a row failed or ended without a word at this worker')
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

-- An end that was told is kept for a while.
local function keep(id, state)
  redis.call('ZADD', P .. (state == 'failed' and 'dead' or 'done'), now, id)
  redis.call('ZADD', P .. 'wipe', now, id)
end

local function dropClip(id, size)
  if not size or tonumber(size) == 0 then return end
  redis.call('HINCRBY', KEYS[1], 'clipBytes', -size)
  redis.call('HDEL', job(id), 'size')
  if redis.call('HDEL', KEYS[1], 'full') == 1 then -- claims had stopped for want of room
    for _, lane in ipairs(lanes()) do wake(key('mark', lane)) end
  end
end
