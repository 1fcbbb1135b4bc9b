-- What moves jobs that wait.

-- A group's tag, wherever it waits, and its last one where it does not.
local function moveGroup(band, group, by)
  by = round(by)
  local old, member = nil, band .. ':' .. group
  for _, lane in ipairs(lanes()) do
    local score = redis.call('ZSCORE', key('g', lane), member)
    if score then
      old = score - BANDS[band] * BAND
      redis.call('ZADD', key('g', lane), int(BANDS[band] * BAND + math.max(0, old + by)), member)
    end
  end
  old = old or tonumber(redis.call('ZSCORE', P .. 'vt:' .. band, group))
  if old then redis.call('ZADD', P .. 'vt:' .. band, int(math.max(0, old + by)), group) end
end

-- A job that was not served costs its user nothing: what the user asked for after it moves up.
local function giveBack(j)
  local share, band = math.ceil(j.cost / j.weight), j.band
  if band == 'front' then band = redis.call('HGET', job(j.id), 'was') or 'normal' end -- its user was charged when it was in line
  local tag = j.start + share -- a promoted or leading one stands elsewhere by now
  for _, id in ipairs(redis.call('ZRANGE', key('u', j.user), '0', '255')) do
    local other = id ~= j.id and load(id)
    if other and other.state == 'waiting' and other.band == band and other.group == j.group and other.tag > tag then
      redis.call('HSET', job(id), 'tag', other.tag - share, 'start', other.start - share)
      redis.call('ZADD', line(other.lane, other.band, other.group), 'XX', other.tag - share, id)
    end
  end
  redis.call('ZADD', flow(band, j.group), 'XX', 'INCR', -share, j.user)
end

-- A job waits for a moderator, for so many ms.
local function setAside(j, life)
  redis.call('ZADD', P .. 'held', int(now + life), j.id)
  redis.call('ZADD', key('held', j.group), int(now + life), j.id)
end

-- Takes a job that does not run out of wherever it waits.
local function vacate(j)
  redis.call('ZREM', key('u', j.user), j.id)
  if j.state == 'held' then
    redis.call('ZREM', P .. 'held', j.id)
    redis.call('ZREM', key('held', j.group), j.id)
  else
    quit(j)
    redis.call('ZREM', key('exp', j.lane), j.id)
    redis.call('ZREM', key('del', j.lane), j.id)
    giveBack(j)
  end
end

-- Puts jobs whose next try is due back in line.
local function promote(lane, atMost)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('del', lane), '-inf', NOW, 'LIMIT', '0', atMost)) do
    local j = load(id)
    redis.call('ZREM', key('del', lane), id)
    if j and j.state == 'waiting' then enter(j) end
  end
end

-- A lane's waiting jobs, 1,000 at most, go to the smallest of other lanes that takes them, in the order they had; those that none takes stay.
local function relane(old, others)
  local waiting = redis.call('ZRANGE', key('exp', old), '0', '999', 'WITHSCORES')
  for i = 1, #waiting, 2 do
    local j = load(waiting[i])
    if j and j.state == 'waiting' and j.lane == old then
      local pixels, memory = fields(j.id, 'pixels', 'memory')
      local best, least = nil, math.huge
      for _, name in ipairs(others) do
        local size = room(name, j.model or sizeOf(old).model, j.seconds, tonumber(pixels) or 0, tonumber(memory) or 0)
        if size and size < least then best, least = name, size end
      end
      if best then
        local due = redis.call('ZSCORE', key('del', old), j.id)
        if due then redis.call('ZREM', key('del', old), j.id) else quit(j) end
        j.lane = best
        redis.call('HSET', job(j.id), 'lane', best)
        if due then redis.call('ZADD', key('del', best), due, j.id) else enter(j) end
        redis.call('ZREM', key('exp', old), j.id)
        redis.call('ZADD', key('exp', best), waiting[i + 1], j.id)
        wake(key('mark', best))
        tell('moved', j.id)
      end
    end
  end
end
