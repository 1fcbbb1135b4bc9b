-- Reads a user's open jobs, oldest first.
-- ARGV[1] user  [2] a worker silent so long is gone, ms
-- Returns looks.
local jobs = {}
for _, id in ipairs(redis.call('ZRANGE', key('u', ARGV[1]), 0, 99)) do
  if redis.call('EXISTS', job(id)) == 1 then jobs[#jobs + 1] = look(id, ARGV[2]) end
end
return jobs
