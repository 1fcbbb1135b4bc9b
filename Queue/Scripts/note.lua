-- Keeps a small fact with a job that is there.
-- ARGV[1] id  [2] name  [3] value
-- Returns 1, or 0 when there is no such job.
if not redis.call('HGET', job(ARGV[1]), 'state') then return 0 end
redis.call('HSET', job(ARGV[1]), 'n:' .. ARGV[2], ARGV[3])
return 1
