-- Puts a job in line, once.
-- ARGV[1] id  [2] model  [3] user  [4] guild  [5] clip, JSON  [6] origin  [7] bytes of the files that came with it
-- ARGV[8] clip's seconds  [9] pixels of a frame  [10] MiB of memory (0 unknown)  [11] a lane of just these needs  [12] kind of clip
-- ARGV[13] band, or ''  [14] roles  [15] 1 to hold it  [16] expires after, ms  [17] a held one, ms
-- ARGV[18] most waiting jobs of the queue  [19] of a user  [20] of a guild (0 none)  [21] waiting jobs at which a user's and a guild's
-- limit begin to shrink  [22] first guess, ms for a second of clip  [23] most bytes of the files of all jobs  [24] keep the files, ms  [25] the asker's trace, W3C, or ''
-- Returns { 'accepted' | 'known', state, 1 when its guild is paused } or { refusal, the limit }: queuefull, userfull, guildfull, userday, guildday,
-- barred, draining, guilddraining, sourcesfull.
local id, model, user = ARGV[1], ARGV[2], ARGV[3]
local seconds, pixels, memory = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local state = redis.call('HGET', job(id), 'state')
if state then
  if ARGV[7] ~= '0' then redis.call('PEXPIRE', key('sources', id), ARGV[24]) end
  return { 'known', state }
end

local schema, queueMode, lanesText, hasLimits, hasModes = unpack(redis.call('HMGET', KEYS[1], 'schema', 'mode', 'lanes', 'limits', 'modes'))
local newer = guard(schema)
if newer then return newer end
if queueMode == 'draining' then return { 'draining', 0 } end
local group = ARGV[4] ~= '' and ARGV[4] or '@' .. user
modes = hasModes and true or false
local guildMode = mode(group)
if guildMode == 'draining' then return { 'guilddraining', 0 } end
local bytes = tonumber(ARGV[7])
if bytes > 0 and (tonumber(redis.call('HGET', KEYS[1], 'sourceBytes')) or 0) + bytes > tonumber(ARGV[23]) then return { 'sourcesfull', 0 } end

-- The smallest lane that takes the job, one with a worker before one without.
local lane, isNew, best = ARGV[11], true, math.huge
for _, name in ipairs(words(lanesText)) do
  local size = room(name, model, seconds, pixels, memory)
  if size then
    if lanesText ~= name and redis.call('ZCARD', key('wk', name)) == 0 then size = size + 1e9 end
    if size < best then lane, isNew, best = name, false, size end
  end
end

local member, own, whole = {}, {}, {}
if hasLimits then member, own, whole = limits(user, ARGV[14], group) end
local NAMES = { 'front', 'urgent', 'boosted', 'normal', 'relaxed' }
local band = ARGV[13] ~= '' and ARGV[13] or NAMES[member[5] or own[5] or 4] or 'normal'

local length = redis.call('ZCARD', key('exp', lane))
if length >= tonumber(ARGV[18]) then return { 'queuefull', tonumber(ARGV[18]) } end
local function tight(most) -- under load everybody may have less
  local at = tonumber(ARGV[21])
  return length > at and math.max(1, math.floor(most * at / length)) or most
end
if member[1] == 0 or own[1] == 0 then return { 'barred', 0 } end
local mostUser = own[1] or not member[1] and tonumber(ARGV[19])
if mostUser then
  mostUser = tight(mostUser)
  if redis.call('ZCARD', key('u', user)) >= mostUser then return { 'userfull', mostUser } end
end
local function eachHere(visit) -- the user's jobs that wait in this group
  for _, other in ipairs(redis.call('ZRANGE', key('u', user), '0', '-1')) do
    local theirs, cost = fields(other, 'group', 'cost')
    if theirs == group then visit(tonumber(cost) or 0) end
  end
end
if member[1] then
  local most, n = tight(member[1]), 0
  eachHere(function() n = n + 1 end)
  if n >= most then return { 'userfull', most } end
end
local mostGuild = whole[1] or tonumber(ARGV[20])
if whole[1] == 0 then return { 'barred', 0 } end
if mostGuild > 0 then
  mostGuild = tight(mostGuild)
  local n = 0
  for _, name in ipairs(words(lanesText)) do
    for one in pairs(BANDS) do n = n + redis.call('ZCARD', line(name, one, group)) end
  end
  if n >= mostGuild then return { 'guildfull', mostGuild } end
end

local n, mean, all, unit = unpack(redis.call('HMGET', key('est', model), 'n:' .. ARGV[12], 'm:' .. ARGV[12], average(ARGV[12])))
local cost = math.max(1, math.floor(tonumber(n) and tonumber(mean) or seconds * (tonumber(all) and tonumber(unit) or ARGV[22])))
if member[3] or own[3] or whole[3] then
  local mine, ours, here = unpack(redis.call('HMGET', key('spent', math.floor(now / 86400000)), 'u:' .. user, 'g:' .. group, 'm:' .. group .. ':' .. user))
  local busy = running()
  local function costs(set)
    local sum = 0
    for _, other in ipairs(redis.call('ZRANGE', set, '0', '-1')) do sum = sum + (tonumber(redis.call('HGET', job(other), 'cost')) or 0) end
    return sum
  end
  if member[3] then
    local reserved = busy['M' .. group .. ' ' .. user] or 0
    eachHere(function(its) reserved = reserved + its end)
    if (tonumber(here) or 0) + reserved + cost > member[3] then return { 'userday', math.floor(member[3] / 1000) } end
  end
  if own[3] and (tonumber(mine) or 0) + (busy['c' .. user] or 0) + costs(key('u', user)) + cost > own[3] then
    return { 'userday', math.floor(own[3] / 1000) }
  end
  if whole[3] then
    local reserved = busy['C' .. group] or 0
    for _, name in ipairs(words(lanesText)) do
      for one in pairs(BANDS) do reserved = reserved + costs(line(name, one, group)) end
    end
    if (tonumber(ours) or 0) + reserved + cost > whole[3] then return { 'guildday', math.floor(whole[3] / 1000) } end
  end
end

if isNew then redis.call('HSET', KEYS[1], 'lanes', lanesText and lanesText .. ' ' .. lane or lane) end
local weight = member[4] or own[4] or 1
local j = {
  id = id, lane = lane, band = band, group = group, user = user, cost = cost, weight = weight > 0 and weight or 1,
  expire = tonumber(ARGV[16]), state = ARGV[15] == '1' and 'held' or 'waiting',
}
if j.state == 'held' then
  setAside(j, ARGV[17])
else
  join(j, not isNew and lanesText or nil)
  redis.call('ZADD', key('exp', lane), int(now + ARGV[16]), id)
  wake(key('mark', lane))
end
redis.call('HSET', job(id), 'state', j.state, 'lane', lane, 'band', band, 'group', group, 'user', user, 'guild', ARGV[4], 'cost', int(cost),
  'start', int(j.start or 0), 'tag', int(j.tag or 0), 'expire', ARGV[16], 'kind', ARGV[12], 'model', model,
  'seconds', ARGV[8], 'clip', ARGV[5], 'origin', ARGV[6], 'created', NOW)
if bytes > 0 then
  redis.call('HSET', job(id), 'picture', '1', 'files', ARGV[7])
  redis.call('PEXPIRE', key('sources', id), ARGV[24])
  redis.call('HINCRBY', KEYS[1], 'sourceBytes', ARGV[7])
end
if pixels > 0 then redis.call('HSET', job(id), 'pixels', ARGV[9]) end
if memory > 0 then redis.call('HSET', job(id), 'memory', ARGV[10]) end
if j.weight ~= 1 then redis.call('HSET', job(id), 'weight', j.weight) end
if ARGV[14] ~= '' then redis.call('HSET', job(id), 'roles', ARGV[14]) end
if ARGV[25] ~= '' then redis.call('HSET', job(id), 'trace', ARGV[25]) end
redis.call('ZADD', key('u', user), NOW, id)
tell(j.state == 'held' and 'held' or 'queued', id)
return { 'accepted', j.state, guildMode == 'paused' and 1 or nil }
