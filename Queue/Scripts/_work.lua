-- The work: whose a job is while it is at a worker, and how that ends.

local function owned(j, token) return j and atWorker(j) and j.token == token end

-- Whether this holder did this already: its answer was lost and it asks again.
local function did(j, verb, token) return j and j.did == verb .. ':' .. token end
local function remember(id, verb, token) redis.call('HSET', job(id), 'did', verb .. ':' .. token) end

local function stale()
  count('stale')
  return 'stale'
end

local function ran(j) return math.max(0, now - (tonumber(j.started) or now)) end

-- Keeps the day's account, and puts what a job took in the place of what was predicted: in the tags of what its user and its group ask
-- for next.
local function settle(j, took)
  local spent = key('spent', math.floor(now / 86400000))
  redis.call('HINCRBY', spent, 'u:' .. j.user, took)
  if string.sub(j.group, 1, 1) ~= '@' then redis.call('HINCRBY', spent, 'm:' .. j.group .. ':' .. j.user, took) end
  if redis.call('HINCRBY', spent, 'g:' .. j.group, took) == took then redis.call('PEXPIRE', spent, '259200000') end
  local wrong = took - j.cost
  if j.band == 'front' or math.abs(wrong) < 50 then return end -- no clip's time can be told better than so
  redis.call('ZADD', flow(j.band, j.group), 'XX', 'INCR', round(wrong / j.weight), j.user)
  if j.share then moveGroup(j.band, j.group, wrong * j.share / j.cost) end
end

-- The finished windows of a long clip: a job's "segments" counts them, gaps too.
local function dropSegments(id, count)
  for index = 0, count - 1 do redis.call('UNLINK', key('segment', id .. ':' .. index)) end
  redis.call('HDEL', job(id), 'segments', 'segmentBytes')
end

-- Ends a job, which stands nowhere any more, and puts its end in the outbox. What follows are further fields and values.
local function finish(j, state, kind, ...)
  redis.call('HSET', job(j.id), 'state', state, 'ended', NOW, ...)
  redis.call('ZADD', P .. 'out', NOW, j.id)
  if j.segments then dropSegments(j.id, j.segments) end
  wake(P .. 'mark-out')
  tell(kind or state, j.id)
end

local function free(j) redis.call('ZREM', key('act', j.lane), j.id) end

local function stop(j, state) -- a job at a worker ends without a clip
  free(j)
  settle(j, ran(j))
  finish(j, state)
end
