-- The line: where a job waits and when its turn comes.
--
-- Self-clocked fair queueing (Golestani 1994) in two levels. A user's job has start = max(v, last) and tag = start + cost / weight,
-- where v is the group's virtual time, the tag of the job it was last served, and last the user's last tag. A group's tag moves by
-- cost / weight with each of its jobs that is claimed, its weight being the root of the number of its users who asked lately.
-- One sorted set holds the groups of all bands of a lane: a band's number times BAND, plus the group's tag.
local BANDS = { front = 0, urgent = 1, boosted = 2, normal = 3, relaxed = 4 } -- front: promoted jobs, in the order of promotion
local BAND = 1e15 -- leaves whole milliseconds exact, and room for thirty thousand years

local function line(lane, band, group) return P .. 'w:' .. lane .. ':' .. band .. ':' .. group end
local function flow(band, group) return P .. 'f:' .. band .. ':' .. group end

local function words(text)
  local all = {}
  for word in string.gmatch(text or '', '%S+') do all[#all + 1] = word end
  return all
end

local LANES = {} -- kept between calls

-- What a lane's name says: its model, and the most pixels, seconds and MiB.
local function sizeOf(name)
  local size = LANES[name]
  if not size then
    size = { model = string.match(name, '^[^~]*'), px = math.huge, s = math.huge, MiB = math.huge }
    for number, unit in string.gmatch(name, '~([%d%.]+)(%a+)') do size[unit] = tonumber(number) end
    LANES[name] = size
  end
  return size
end

-- How large a lane is, so that jobs wait in the smallest that takes them; nil for one that does not take such a job.
local function room(name, model, seconds, pixels, memory)
  local limit = sizeOf(name)
  if limit.model ~= model or limit.s < seconds or limit.px < pixels or limit.MiB < memory then return nil end
  return math.min(limit.s, 1e4) * 1e4 + math.min(limit.px / 1e4, 9e3) + math.min(limit.MiB, 1e6) / 1e7
end

local function lanes() return words(redis.call('HGET', KEYS[1], 'lanes')) end

-- Makes sure that a lane is looked at.
local function open(lane)
  local all = redis.call('HGET', KEYS[1], 'lanes')
  for _, name in ipairs(words(all)) do
    if name == lane then return end
  end
  redis.call('HSET', KEYS[1], 'lanes', all and all .. ' ' .. lane or lane)
end

-- The job as a table; nil when there is none.
local function load(id)
  local v = redis.call('HMGET', job(id), 'state', 'token', 'lane', 'band', 'group', 'user', 'cost', 'weight', 'start', 'tag', 'expire',
    'worker', 'started', 'cancel', 'did', 'share', 'kind', 'seconds', 'model', 'told', 'toldAt', 'segments')
  if not v[1] then return nil end
  local user = v[6] or ''
  return {
    id = id, state = v[1], token = v[2], lane = v[3] or '', band = v[4] or 'normal', group = v[5] or '@' .. user, user = user,
    cost = tonumber(v[7]) or 1, weight = tonumber(v[8]) or 1, start = tonumber(v[9]) or 0, tag = tonumber(v[10]) or 0,
    expire = tonumber(v[11]) or 86400000, worker = v[12], started = v[13], cancel = v[14], did = v[15], share = tonumber(v[16]),
    kind = v[17] or '', seconds = tonumber(v[18]) or 0, model = v[19], told = tonumber(v[20]), toldAt = v[21],
    segments = tonumber(v[22]),
  }
end

-- The group it waits with. Promoted jobs of a guild that is paused stand apart.
local function of(j)
  if j.band ~= 'front' then return j.group end
  return mode(j.group) == 'paused' and '!' .. j.group or '!'
end

local function atWorker(j) return j.state == 'claimed' or j.state == 'running' end

-- Puts a job into its line by its tag. all: the lanes' names, where they are known.
local function enter(j, all)
  local group = of(j)
  local own = line(j.lane, j.band, group)
  redis.call('ZADD', own, int(j.tag), j.id)
  if redis.call('ZCARD', own) > 1 then return end
  if mode(j.group) == 'paused' then
    redis.call('SADD', key('p', j.lane), j.band .. ':' .. group)
    return
  end
  local tag = 0
  if j.band ~= 'front' then
    local last = redis.call('ZMSCORE', P .. 'vt:' .. j.band, '', group)
    tag = math.max(tonumber(last[1]) or 0, tonumber(last[2]) or 0) -- who did not wait saves up no turns
  end
  local member, score = j.band .. ':' .. group, int(BANDS[j.band] * BAND + tag)
  redis.call('ZADD', key('g', j.lane), score, member)
  all = all or redis.call('HGET', KEYS[1], 'lanes')
  if all ~= j.lane then -- a group's tag is the same wherever it waits
    for _, lane in ipairs(words(all)) do redis.call('ZADD', key('g', lane), 'XX', score, member) end
  end
end

-- Takes a job out of its line.
local function quit(j)
  local group = of(j)
  local own = line(j.lane, j.band, group)
  if redis.call('ZREM', own, j.id) == 1 and redis.call('EXISTS', own) == 0 then
    local score = redis.call('ZSCORE', key('g', j.lane), j.band .. ':' .. group)
    if score and j.band ~= 'front' then redis.call('ZADD', P .. 'vt:' .. j.band, int(score - BANDS[j.band] * BAND), group) end
    if score then
      redis.call('ZREM', key('g', j.lane), j.band .. ':' .. group)
    else
      redis.call('SREM', key('p', j.lane), j.band .. ':' .. group)
    end
  end
end

-- A new place in line: behind what the user asked for before.
local function join(j, all)
  local own = flow(j.band, j.group)
  local last = redis.call('ZMSCORE', own, '', j.user)
  j.start = math.max(tonumber(last[1]) or 0, tonumber(last[2]) or 0)
  j.tag = j.start + math.ceil(j.cost / j.weight)
  local isNew = redis.call('ZADD', own, int(j.tag), j.user) == 1
  if last[1] then redis.call('ZREMRANGEBYSCORE', own, '-inf', '(' .. last[1]) end -- who asked long ago does not count
  if isNew then redis.call('PEXPIRE', own, '5184000000') end -- 60 days, twice what a job may wait: whoever pauses is new again
  enter(j, all)
end

-- It waits, in line or for another try.
local function waits(j)
  redis.call('ZADD', key('u', j.user), 'NX', NOW, j.id)
  redis.call('ZADD', key('exp', j.lane), int(now + j.expire), j.id)
end
