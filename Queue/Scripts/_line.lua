-- The line: where a job waits and when its turn comes.
--
-- Self-clocked fair queueing (Golestani 1994) in two levels. A user's job has start = max(v, last) and tag = start + cost / weight,
-- where v is the group's virtual time, the start of the job it was last served, and last the user's last tag. A group's tag moves by
-- cost / weight with each of its jobs that is claimed, its weight being the root of the number of its users who asked lately.
local BANDS = { 'front', 'urgent', 'boosted', 'normal', 'relaxed' } -- front: promoted jobs, in the order of promotion

local function line(lane, band, group) return P .. 'w:' .. lane .. ':' .. band .. ':' .. group end
local function place(kind, lane, band) return P .. kind .. ':' .. lane .. ':' .. band end
local function flow(band, group) return P .. 'f:' .. band .. ':' .. group end

local function words(text)
  local all = {}
  for word in string.gmatch(text or '', '%S+') do all[#all + 1] = word end
  return all
end

local function lanes() return words(redis.call('HGET', KEYS[1], 'lanes')) end

-- The job as a table; nil when there is none.
local FIELDS = { 'state', 'token', 'lane', 'band', 'group', 'user', 'cost', 'weight', 'start', 'tag', 'expire', 'worker', 'started', 'cancel', 'did',
  'share', 'day', 'kind', 'seconds' }
local function load(id)
  local values, j = redis.call('HMGET', job(id), unpack(FIELDS)), {}
  if not values[1] then return nil end
  for i, name in ipairs(FIELDS) do j[name] = values[i] end
  j.id, j.band, j.user, j.lane = id, j.band or 'normal', j.user or '', j.lane or ''
  j.group = j.group or '@' .. j.user
  j.cost, j.weight, j.expire = tonumber(j.cost) or 1, tonumber(j.weight) or 1, tonumber(j.expire) or 86400000
  j.tag = tonumber(j.tag) or 0
  return j
end

-- The group it waits with.
local function of(j) return j.band == 'front' and '!' or j.group end

local function atWorker(j) return j.state == 'claimed' or j.state == 'running' end

-- Puts a job into its line by its tag.
local function enter(j)
  local own, group = line(j.lane, j.band, of(j)), of(j)
  redis.call('ZADD', own, j.tag, j.id)
  redis.call('ZADD', place('exp', j.lane, j.band), now + j.expire, j.id)
  redis.call('HINCRBY', place('c', j.lane, j.band), group, j.cost)
  if redis.call('ZCARD', own) == 1 then
    local tag = 0
    if j.band ~= 'front' then
      local v, last = unpack(redis.call('ZMSCORE', P .. 'vt:' .. j.band, '', group))
      tag = math.max(tonumber(v) or 0, tonumber(last) or 0) -- who did not wait saves up no turns
      redis.call('ZADD', P .. 'vt:' .. j.band, tag, group)
    end
    redis.call('ZADD', place('g', j.lane, j.band), tag, group)
  end
end

-- Takes a job out of its line. Returns how many of its group still wait there.
local function quit(j)
  local own, group = line(j.lane, j.band, of(j)), of(j)
  if redis.call('ZREM', own, j.id) == 0 then return -1 end
  redis.call('ZREM', place('exp', j.lane, j.band), j.id)
  local left = redis.call('ZCARD', own)
  if left > 0 then
    redis.call('HINCRBY', place('c', j.lane, j.band), group, -j.cost)
  else
    redis.call('HDEL', place('c', j.lane, j.band), group)
    redis.call('ZREM', place('g', j.lane, j.band), group)
  end
  return left
end

-- A new place in line: behind what the user asked for before.
local function join(j)
  local own = flow(j.band, j.group)
  local v, last = unpack(redis.call('ZMSCORE', own, '', j.user))
  j.start = math.max(tonumber(v) or 0, tonumber(last) or 0)
  j.tag = j.start + j.cost / j.weight
  redis.call('ZADD', own, j.tag, j.user)
  redis.call('PEXPIRE', own, 2 * j.expire)
  enter(j)
end

local function moveGroup(band, group, by)
  local v = redis.call('ZADD', P .. 'vt:' .. band, 'XX', 'INCR', by, group)
  if not v then return end
  for _, lane in ipairs(lanes()) do redis.call('ZADD', place('g', lane, band), 'XX', v, group) end
end

-- A job that was not served costs its user nothing: what the user asked for after it moves up.
local function giveBack(j)
  if j.band == 'front' then return end
  local share = j.cost / j.weight
  for _, id in ipairs(redis.call('ZRANGE', key('u', j.user), 0, 255)) do
    local other = id ~= j.id and load(id)
    if other and other.state == 'waiting' and other.band == j.band and other.group == j.group and other.tag > j.tag then
      redis.call('HSET', job(id), 'tag', other.tag - share, 'start', (tonumber(other.start) or 0) - share)
      redis.call('ZADD', line(other.lane, other.band, other.group), 'XX', other.tag - share, id)
    end
  end
  redis.call('ZADD', flow(j.band, j.group), 'XX', 'INCR', -share, j.user)
end

-- The day's account.
local function account(j, cost)
  if not j.day then return end
  redis.call('HINCRBY', key('spent', j.day), 'u:' .. j.user, cost)
  redis.call('HINCRBY', key('spent', j.day), 'g:' .. j.group, cost)
end

-- Takes a job that does not run out of wherever it waits.
local function vacate(j)
  if j.state == 'held' then
    redis.call('ZREM', P .. 'held', j.id)
  else
    quit(j)
    redis.call('ZREM', key('del', j.lane), j.id)
    giveBack(j)
  end
end

-- Puts jobs whose next try is due back in line.
local function promote(lane, atMost)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('del', lane), '-inf', now, 'LIMIT', 0, atMost)) do
    local j = load(id)
    redis.call('ZREM', key('del', lane), id)
    if j and j.state == 'waiting' then enter(j) end
  end
end

-- What a user, with these roles, and a group may have: { waiting, running, day's ms, weight, band }, numbers or nil, of each.
local function limits(user, roles, group)
  local names = { 'user:' .. user, 'everyone', 'guild:' .. group, 'everyguild' }
  for _, role in ipairs(words(roles)) do names[#names + 1] = 'role:' .. role end
  local rows = {}
  for i, text in ipairs(redis.call('HMGET', P .. 'limits', unpack(names))) do rows[i] = words(text or '') end
  local own, whole = {}, {}
  for what = 1, 5 do
    local best
    for i = 5, #rows do -- of several roles the most generous counts
      local value = tonumber(rows[i][what])
      if value and (not best or (what == 5 and value < best) or (what < 5 and value > best)) then best = value end
    end
    own[what] = tonumber(rows[1][what]) or best or tonumber(rows[2][what])
    whole[what] = tonumber(rows[3][what]) or tonumber(rows[4][what])
  end
  return own, whole
end
