-- Keeps the first estimate that was told of a job, so that it can be compared with what came.
-- ARGV[1] id  [2] ms until it is made
-- Returns 1 when it is the first.
if redis.call('HGET', job(ARGV[1]), 'state') ~= 'waiting' or redis.call('HSETNX', job(ARGV[1]), 'told', ARGV[2]) == 0 then return 0 end
redis.call('HSET', job(ARGV[1]), 'toldAt', now)
return 1
