-- Reads the open jobs of the queue: those at workers, those in line in the order of service, those whose guild is paused, those that wait for
-- another try, those held.
-- ARGV[1] most  [2] a worker silent so long is gone, ms
-- Returns looks.
local most, jobs = tonumber(ARGV[1]), {}
view(ARGV[2])
local all, ids = lanes(), {}
table.sort(all)

local function add(id)
  if #jobs < most and redis.call('HGET', job(id), 'state') then jobs[#jobs + 1] = look(id) end
end
local function addAll(set)
  for _, id in ipairs(redis.call('ZRANGE', set, 0, most - 1)) do add(id) end
end

local names = {}
for i, lane in ipairs(all) do
  addAll(key('act', lane))
  names[i] = { lane = lane, part = 1 }
end
if #jobs < most then
  for _, one in ipairs(walk(names, math.min(most - #jobs, 200))) do add(one.id) end
end
for _, lane in ipairs(all) do
  for _, member in ipairs(redis.call('SMEMBERS', key('p', lane))) do addAll(P .. 'w:' .. lane .. ':' .. member) end
end
for _, lane in ipairs(all) do addAll(key('del', lane)) end
addAll(P .. 'held')
return jobs
