-- The next job of a worker.

-- Whether the user's and the group's running jobs leave room for one more.
local function fits(j, mostUser, mostGroup, hasLimits)
  if hasLimits then
    local own, whole = limits(j.user, redis.call('HGET', job(j.id), 'roles'), j.group)
    mostUser, mostGroup = own[2] or mostUser, whole[2] or mostGroup
  end
  return (mostUser == 0 or redis.call('SCARD', key('ru', j.user)) < mostUser)
    and (mostGroup == 0 or redis.call('SCARD', key('rg', j.group)) < mostGroup)
end

-- The job that a band serves next over some lanes: its table and its group's tag. Where running jobs are limited it looks past those
-- that may not run now: at 16 groups and 32 jobs of each.
local function head(names, band, mayRun)
  local heads, depth = {}, mayRun and 15 or 0
  for _, lane in ipairs(names) do
    local groups = redis.call('ZRANGE', place('g', lane, band), 0, depth, 'WITHSCORES')
    for i = 1, #groups, 2 do heads[#heads + 1] = { lane = lane, group = groups[i], tag = tonumber(groups[i + 1]) } end
  end
  if #heads > 1 then
    for _, h in ipairs(heads) do
      h.first = tonumber(redis.call('ZRANGE', line(h.lane, band, h.group), 0, 0, 'WITHSCORES')[2]) or 0
    end
    table.sort(heads, function(a, b)
      if a.tag ~= b.tag then return a.tag < b.tag end
      if a.first ~= b.first then return a.first < b.first end
      if a.group ~= b.group then return a.group < b.group end
      return a.lane < b.lane
    end)
  end
  for _, h in ipairs(heads) do
    for _, id in ipairs(redis.call('ZRANGE', line(h.lane, band, h.group), 0, mayRun and 31 or 0)) do
      local j = load(id)
      if not j or j.state ~= 'waiting' then -- a place without its job
        quit({ id = id, lane = h.lane, band = band, group = h.group, cost = 0 })
        return head(names, band, mayRun)
      end
      if not mayRun or mayRun(j) then return j, h.tag end
    end
  end
end

local function grant(id)
  local token, clip, picture, attempt, ends, cost = fields(id, 'token', 'clip', 'picture', 'attempt', 'ends', 'cost')
  return { 1, id, tonumber(token), clip or '', picture or '0', tonumber(attempt), tonumber(ends), tonumber(cost) or 0 }
end

-- Leases the next job of some lanes.
-- ARGV from first: worker, lease ms, a word of this call's own, 1 when the call is repeated, bytes of undelivered clips that stop
-- claims, most running jobs of a user, of a guild (0 none), lanes...
-- Returns { 1, id, token, clip, picture, attempt, lease's end, predicted ms }, or { 0, why, ms until it may be otherwise or -1 }:
-- why is idle, paused, full, maintenance or aside.
local function claim(first)
  local worker, word = ARGV[first], ARGV[first + 2]
  local names = {}
  for i = first + 7, #ARGV do names[#names + 1] = ARGV[i] end
  if ARGV[first + 3] == '1' then -- perhaps the first call leased one and its answer was lost
    for _, lane in ipairs(names) do
      for _, id in ipairs(redis.call('ZREVRANGE', key('act', lane), 0, 255)) do
        if redis.call('HGET', job(id), 'asked') == word then return grant(id) end
      end
    end
  end

  local schema, mode, fence, bytes, hasLimits = unpack(redis.call('HMGET', KEYS[1], 'schema', 'mode', 'fence', 'clipBytes', 'limits'))
  local newer = guard(schema)
  if newer then return newer end
  local standing, over = unpack(redis.call('HMGET', key('worker', worker), 'standing', 'until'))
  if standing == 'aside' and tonumber(over) <= now then
    redis.call('HDEL', key('worker', worker), 'standing', 'until', 'faultJob')
    standing = false
  end
  if standing then
    for _, lane in ipairs(names) do -- it may have taken a mark that was another's
      for _, band in ipairs(BANDS) do
        if redis.call('EXISTS', place('g', lane, band)) == 1 then wake(key('mark', lane)) end
      end
    end
    return { 0, standing, 1000 }
  end
  if mode == 'paused' then return { 0, 'paused', -1 } end
  if tonumber(bytes) and tonumber(bytes) >= tonumber(ARGV[first + 4]) then
    redis.call('HSET', KEYS[1], 'full', 1)
    return { 0, 'full', -1 }
  end

  for _, lane in ipairs(names) do promote(lane, 2) end
  local mostUser, mostGroup, mayRun = tonumber(ARGV[first + 5]), tonumber(ARGV[first + 6])
  if hasLimits or mostUser > 0 or mostGroup > 0 then
    mayRun = function(j) return fits(j, mostUser, mostGroup, hasLimits) end
  end
  local j, tag = head(names, 'front', mayRun)
  local bottomUp = ((tonumber(fence) or 0) + 1) % 8 == 0 -- so that the lowest band moves, however busy the others are
  for i = 2, #BANDS do
    if j then break end
    j, tag = head(names, BANDS[bottomUp and #BANDS + 2 - i or i], mayRun)
  end
  if not j then
    local soonest = -1
    for _, lane in ipairs(names) do
      local due = redis.call('ZRANGE', key('del', lane), 0, 0, 'WITHSCORES')[2]
      if due and (soonest < 0 or due - now < soonest) then soonest = math.max(1, due - now) end
    end
    return { 0, 'idle', soonest }
  end

  local left, share = quit(j), ''
  if j.band ~= 'front' then
    redis.call('ZADD', flow(j.band, j.group), 'GT', j.start or 0, '')
    share = j.cost / math.sqrt(math.max(1, redis.call('ZCARD', flow(j.band, j.group)) - 1))
    redis.call('ZADD', P .. 'vt:' .. j.band, 'GT', tag, '', tag + share, j.group)
    if left > 0 then redis.call('ZADD', place('g', j.lane, j.band), tag + share, j.group) end
    local all = lanes()
    if #all > 1 then
      for _, lane in ipairs(all) do redis.call('ZADD', place('g', lane, j.band), 'XX', tag + share, j.group) end
    end
  end
  local token = redis.call('HINCRBY', KEYS[1], 'fence', 1)
  local ends = now + ARGV[first + 1]
  redis.call('ZADD', key('act', j.lane), ends, j.id)
  redis.call('SADD', key('ru', j.user), j.id)
  redis.call('SADD', key('rg', j.group), j.id)
  redis.call('HINCRBY', job(j.id), 'attempt', 1)
  redis.call('HSET', job(j.id), 'state', 'claimed', 'token', token, 'worker', worker, 'started', now, 'ends', ends, 'asked', word,
    'progress', 0, 'moved', now, 'stage', '', 'share', share)
  if left > 0 then
    wake(key('mark', j.lane))
  else
    for _, band in ipairs(BANDS) do
      if redis.call('EXISTS', place('g', j.lane, band)) == 1 then
        wake(key('mark', j.lane))
        break
      end
    end
  end
  tell('started', j.id)
  return grant(j.id)
end
