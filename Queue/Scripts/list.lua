-- Reads the open jobs of the queue: those at workers, those in line in the order of service, those that wait for another try.
-- ARGV[1] most  [2] a worker silent so long is gone, ms
-- Returns looks.
local most, jobs = tonumber(ARGV[1]), {}
local lanes = redis.call('SMEMBERS', P .. 'lanes')
table.sort(lanes)

local function add(set)
  if #jobs >= most then return end
  for _, id in ipairs(redis.call('ZRANGE', set, 0, most - #jobs - 1)) do
    if redis.call('EXISTS', job(id)) == 1 then jobs[#jobs + 1] = look(id, ARGV[2]) end
  end
end

for _, lane in ipairs(lanes) do add(key('act', lane)) end
for _, lane in ipairs(lanes) do
  add(line(lane, 'normal'))
  add(key('del', lane))
end
return jobs
