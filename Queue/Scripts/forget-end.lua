-- A user is forgotten.
-- ARGV[1] user
-- Returns 'ok'.
redis.call('HDEL', P .. 'forgetting', ARGV[1])
redis.call('HSET', KEYS[1], 'rewrite', '1')
return 'ok'
