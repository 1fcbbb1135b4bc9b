-- Records which message carries a job's end; the first stands.
-- ARGV[1] id  [2] message
-- Returns the message that stands, or false when there is no such job.
if not redis.call('HGET', job(ARGV[1]), 'state') then return false end
redis.call('HSETNX', job(ARGV[1]), 'message', ARGV[2])
return redis.call('HGET', job(ARGV[1]), 'message')
