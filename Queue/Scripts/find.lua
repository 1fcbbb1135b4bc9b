-- Reads one job.
-- ARGV[1] id  [2] a worker silent so long is gone, ms
-- Returns a look, or false when there is no such job.
if redis.call('EXISTS', job(ARGV[1])) == 0 then return false end
return look(ARGV[1], ARGV[2])
