-- Takes a waiting job out of the line, or marks a running one to be stopped.
-- ARGV[1] id  [2] who asked
-- Returns 'cancelled', 'stopping', 'toolate' or 'unknown'.
local id = ARGV[1]
local state = redis.call('HGET', job(id), 'state')
if not state then return 'unknown' end
if state == 'cancelled' then return 'cancelled' end
if state == 'waiting' or state == 'held' then
  redis.call('HSET', job(id), 'n:cancelledBy', ARGV[2])
  finish(id, 'cancelled')
  return 'cancelled'
end
if state == 'claimed' or state == 'running' then
  redis.call('HSET', job(id), 'cancel', 1)
  redis.call('HSETNX', job(id), 'n:cancelledBy', ARGV[2])
  tell(id, state)
  return 'stopping'
end
return 'toolate'
