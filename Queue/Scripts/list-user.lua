-- Reads a user's open jobs: those at workers, then those that wait, oldest first, 100 at most.
-- ARGV[1] user  [2] a worker silent so long is gone, ms
-- Returns looks.
view(ARGV[2])
local jobs = {}
for _, lane in ipairs(lanes()) do
  for _, id in ipairs(redis.call('ZRANGE', key('act', lane), 0, 255)) do
    if redis.call('HGET', job(id), 'user') == ARGV[1] then jobs[#jobs + 1] = look(id) end
  end
end
for _, id in ipairs(redis.call('ZRANGE', key('u', ARGV[1]), 0, 99)) do
  if redis.call('HGET', job(id), 'state') then jobs[#jobs + 1] = look(id) end
end
return jobs
