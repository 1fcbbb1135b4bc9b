-- Reads a part of a guild's open jobs: those at workers; those in line, promoted ones first, then by band and in the order in which the guild
-- serves them; those that wait for another try; those that wait for a moderator, made clips among them.
-- ARGV[1] guild  [2] so many are left out  [3] most  [4] a worker silent so long is gone, ms
-- Returns { at workers, waiting, held, looks }.
local guild, skip, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local NAMES = { 'urgent', 'boosted', 'normal', 'relaxed' }
local all, wanted = lanes(), skip + most
local ids, taken = {}, {}
view(ARGV[4])

local function add(id)
  ids[#ids + 1], taken[id] = id, true
end
local function mine(id) return redis.call('HGET', job(id), 'group') == guild end
local function addMine(set, atMost)
  local n = 0
  for _, id in ipairs(redis.call('ZRANGE', set, '0', atMost - 1)) do
    if mine(id) then
      add(id)
      n = n + 1
    end
  end
  return n
end

local running, waiting, held = 0, 0, redis.call('ZCARD', key('held', guild))
for _, lane in ipairs(all) do running = running + addMine(key('act', lane), 1024) end
for _, lane in ipairs(all) do -- few are promoted
  waiting = waiting + addMine(line(lane, 'front', '!'), 1024) + addMine(line(lane, 'front', '!' .. guild), 1024)
end
for _, band in ipairs(NAMES) do
  local jobs = {}
  for _, lane in ipairs(all) do
    local own = line(lane, band, guild)
    local n = redis.call('ZCARD', own)
    waiting = waiting + n
    if n > 0 and #ids < wanted then
      local some = redis.call('ZRANGE', own, '0', wanted - #ids - 1, 'WITHSCORES')
      for i = 1, #some, 2 do jobs[#jobs + 1] = { some[i], tonumber(some[i + 1]), lane } end
    end
  end
  table.sort(jobs, function(a, b)
    if a[2] ~= b[2] then return a[2] < b[2] end
    if a[3] ~= b[3] then return a[3] < b[3] end
    return a[1] < b[1]
  end)
  for i = 1, math.min(#jobs, math.max(0, wanted - #ids)) do add(jobs[i][1]) end
end

-- Where not all that are in line were read, what follows them is beyond the part that is asked for.
local isWhole = #ids == running + waiting
for _, lane in ipairs(all) do
  for _, id in ipairs(redis.call('ZRANGE', key('del', lane), '0', '1023')) do
    if mine(id) and not taken[id] then
      waiting = waiting + 1
      if isWhole then add(id) end
    end
  end
end
if isWhole then
  for _, id in ipairs(redis.call('ZRANGE', key('held', guild), '0', wanted - 1)) do add(id) end
end

local looks = {}
for i = skip + 1, math.min(#ids, wanted) do
  if redis.call('HGET', job(ids[i]), 'state') then looks[#looks + 1] = look(ids[i]) end
end
return { running, waiting, held, looks }
