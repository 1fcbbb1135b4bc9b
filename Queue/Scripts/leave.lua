-- A worker ends in good order: nobody waits for it.
-- ARGV[1] worker
-- Returns 'ok'.
for _, lane in ipairs(lanes()) do redis.call('ZREM', key('wk', lane), ARGV[1]) end
redis.call('ZREM', P .. 'workers', ARGV[1])
if not redis.call('HGET', key('worker', ARGV[1]), 'standing') then redis.call('DEL', key('worker', ARGV[1])) end
return 'ok'
