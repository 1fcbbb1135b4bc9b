-- The next job of a worker.

-- The heads of the groups that wait in some lanes, the one to be served next first: { lane, member of g:<lane>, score }. So many a lane.
local function heads(names, most, bottomUp)
  local all = {}
  local function add(lane, groups)
    for i = 1, #groups, 2 do all[#all + 1] = { lane, groups[i], tonumber(groups[i + 1]) } end
  end
  local lowest = 0
  if bottomUp then
    for _, lane in ipairs(names) do
      local last = tonumber(redis.call('ZRANGE', key('g', lane), '-1', '-1', 'WITHSCORES')[2])
      if last then lowest = math.max(lowest, math.floor(last / BAND)) end
    end
  end
  for _, lane in ipairs(names) do
    add(lane, redis.call('ZRANGE', key('g', lane), '0', most, 'WITHSCORES'))
    if lowest > 0 then
      add(lane, redis.call('ZRANGEBYSCORE', key('g', lane), string.format('%.0f', lowest * BAND), '+inf', 'WITHSCORES', 'LIMIT', '0', most + 1))
    end
  end
  if #all > 1 then
    local function rank(head) -- promoted jobs, then the lowest band, then the others
      return bottomUp and head[3] >= lowest * BAND and head[3] - 5 * BAND + BAND or head[3]
    end
    for _, head in ipairs(all) do
      head[4] = tonumber(redis.call('ZRANGE', P .. 'w:' .. head[1] .. ':' .. head[2], '0', '0', 'WITHSCORES')[2]) or 0
      head[5] = head[3] < BAND and head[3] - 9 * BAND or rank(head)
    end
    table.sort(all, function(a, b)
      for _, i in ipairs({ 5, 2, 4, 1 }) do -- as a sorted set does, where there is one lane
        if a[i] ~= b[i] then return a[i] < b[i] end
      end
      return false
    end)
  end
  return all
end

-- Takes the next job out of its line: its id, the place it had, whether its group still waits there. Where running jobs are limited
-- it looks past those that may not run now: at 16 groups and, where none of them may, at 256, and at 32 jobs of each.
local function take(names, bottomUp, mayRun, most)
  most = most or mayRun and 15 or 0
  local all = heads(names, most, bottomUp)
  for _, head in ipairs(all) do
    local own = P .. 'w:' .. head[1] .. ':' .. head[2]
    local id
    if not mayRun then
      id = redis.call('ZPOPMIN', own)[1]
    else
      for _, one in ipairs(redis.call('ZRANGE', own, '0', '31')) do
        if not id and mayRun(one) then id = one end
      end
      if id then redis.call('ZREM', own, id) end
    end
    if id then return id, head, redis.call('ZCARD', own) end
  end
  if most == 15 and #all > 15 then return take(names, bottomUp, mayRun, 255) end
end

-- Leases the next job of some lanes. crew: the worker's standing and until, where they are known.
-- ARGV from first: worker, lease ms, a word of this call's own, 1 when the call is repeated, bytes of undelivered clips that stop
-- claims, most running jobs of a user, of a guild (0 none), lanes...
-- Returns { 1, id, token, clip, '1' when files came with it, attempt, lease's end, predicted ms, trace or '', when it was created, band }, or { 0, why, ms until it may be otherwise or -1 }:
-- why is idle, paused, full, maintenance or aside.
local function claim(first, crew)
  local worker, word = ARGV[first], ARGV[first + 2]
  local names = {}
  for i = first + 7, #ARGV do names[#names + 1] = ARGV[i] end
  if ARGV[first + 3] == '1' then -- perhaps the first call leased one and its answer was lost
    for _, lane in ipairs(names) do
      for _, id in ipairs(redis.call('ZREVRANGE', key('act', lane), '0', '255')) do
        local asked, token, clip, picture, attempt, cost, trace, created, band =
          fields(id, 'asked', 'token', 'clip', 'picture', 'attempt', 'cost', 'trace', 'created', 'band')
        if asked == word then
          local ends = now + ARGV[first + 1]
          redis.call('ZADD', key('act', lane), ends, id)
          return { 1, id, tonumber(token), clip or '', picture or '0', tonumber(attempt), ends, tonumber(cost) or 0, trace or '', tonumber(created) or 0, band or '' }
        end
      end
    end
  end

  local meta = redis.call('HMGET', KEYS[1], 'schema', 'mode', 'fence', 'clipBytes', 'limits', 'lanes')
  local newer = guard(meta[1])
  if newer then return newer end
  crew = crew or redis.call('HMGET', key('worker', worker), 'standing', 'until')
  local standing, over = crew[1], crew[2]
  if standing == 'aside' and tonumber(over) <= now then
    redis.call('HDEL', key('worker', worker), 'standing', 'until', 'faultJob')
    standing = false
  end
  if standing then
    for _, lane in ipairs(names) do -- it may have taken a mark that was another's
      if redis.call('EXISTS', key('g', lane)) == 1 then wake(key('mark', lane)) end
    end
    return { 0, standing, 1000 }
  end
  if meta[2] == 'paused' then return { 0, 'paused', -1 } end
  if tonumber(meta[4]) and tonumber(meta[4]) >= tonumber(ARGV[first + 4]) then
    redis.call('HSET', KEYS[1], 'full', 1)
    return { 0, 'full', -1 }
  end

  local fence, mostUser, mostGroup, mayRun = tonumber(meta[3]) or 0, tonumber(ARGV[first + 5]), tonumber(ARGV[first + 6])
  if meta[5] or mostUser > 0 or mostGroup > 0 then
    local n = running()
    mayRun = function(id) -- whether the user's and the group's running jobs leave room for one more
      local user, group, roles = fields(id, 'user', 'group', 'roles')
      local user, group = user or '', group or ''
      local inGuild, everywhere, ofGroup -- nil for no limit
      if meta[5] then
        local member, own, whole = limits(user, roles, group)
        inGuild, everywhere, ofGroup = member[2], own[2], whole[2]
      end
      if not inGuild and not everywhere and mostUser > 0 then everywhere = mostUser end
      if not ofGroup and mostGroup > 0 then ofGroup = mostGroup end
      return (not inGuild or (n['m' .. group .. ' ' .. user] or 0) < inGuild)
        and (not everywhere or (n['u' .. user] or 0) < everywhere)
        and (not ofGroup or (n['g' .. group] or 0) < ofGroup)
    end
  end
  -- Each eighth goes bottom up, so that the lowest band moves, however busy the others are.
  local id, head, left = take(names, (fence + 1) % 8 == 0, mayRun)
  if not id then return { 0, 'idle', -1 } end

  local lane, member = head[1], head[2]
  local band, group = string.match(member, '^(%a+):(.*)$')
  local state, user, served, cost, attempt, clip, picture, trace, created =
    fields(id, 'state', 'user', 'tag', 'cost', 'attempt', 'clip', 'picture', 'trace', 'created')
  if state ~= 'waiting' then -- a place without its job
    if left == 0 then redis.call('ZREM', key('g', lane), member) end
    redis.call('ZREM', key('exp', lane), id)
    return claim(first, crew)
  end
  cost = tonumber(cost) or 1
  local share = ''
  if band ~= 'front' then
    local own, base = flow(band, group), BANDS[band] * BAND
    redis.call('ZADD', own, 'GT', served or '0', '')
    local tag = head[3] - base
    share = math.ceil(cost / math.sqrt(math.max(1, redis.call('ZCARD', own) - 1)))
    redis.call('ZADD', P .. 'vt:' .. band, 'GT', int(tag), '', int(tag + share), group)
    if meta[6] ~= lane then
      for _, other in ipairs(words(meta[6])) do redis.call('ZADD', key('g', other), 'XX', int(base + tag + share), member) end
    elseif left > 0 then
      redis.call('ZADD', key('g', lane), int(base + tag + share), member)
    end
  end
  if left == 0 then redis.call('ZREM', key('g', lane), member) end
  local token = redis.call('HINCRBY', KEYS[1], 'fence', '1')
  local ends = now + ARGV[first + 1]
  attempt = (tonumber(attempt) or 0) + 1
  redis.call('ZADD', key('act', lane), int(ends), id)
  redis.call('ZREM', key('exp', lane), id)
  redis.call('ZREM', key('u', user), id)
  redis.call('HSET', job(id), 'state', 'claimed', 'token', int(token), 'worker', worker, 'started', NOW, 'asked', word,
    'share', share == '' and '' or int(share), 'attempt', int(attempt))
  if attempt > 1 then redis.call('HSET', job(id), 'progress', '0', 'moved', NOW, 'stage', '') end
  if left > 0 or redis.call('EXISTS', key('g', lane)) == 1 then wake(key('mark', lane)) end
  tell('started', id)
  return { 1, id, token, clip or '', picture or '0', attempt, ends, cost, trace or '', tonumber(created) or 0, band }
end
