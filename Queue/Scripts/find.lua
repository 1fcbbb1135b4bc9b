-- Reads one job.
-- ARGV[1] id  [2] a worker silent so long is gone, ms
-- Returns a look, or false when there is no such job.
view(ARGV[2])
if not redis.call('HGET', job(ARGV[1]), 'state') then return false end
return look(ARGV[1])
