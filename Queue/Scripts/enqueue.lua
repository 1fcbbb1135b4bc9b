-- Puts a job in line, once.
-- ARGV[1] id  [2] lane  [3] user  [4] guild  [5] clip, JSON  [6] origin  [7] 1 when it has a picture
-- ARGV[8] expires after, ms  [9] most jobs waiting in the lane  [10] most open jobs of the user  [11] a worker silent so long is gone, ms
-- Returns { 'accepted' | 'known' | 'queuefull' | 'userfull', state, position, outlook }.
local id, lane, user = ARGV[1], ARGV[2], ARGV[3]
local waiting = line(lane, 'normal')

local known = redis.call('HGET', job(id), 'state')
if known then
  return { 'known', known, position(id), outlook(redis.call('HGET', job(id), 'lane') or lane, ARGV[11]) }
end
if redis.call('ZCARD', waiting) + redis.call('ZCARD', key('del', lane)) >= tonumber(ARGV[9]) then
  return { 'queuefull', '', 0, outlook(lane, ARGV[11]) }
end
if redis.call('ZCARD', key('u', user)) >= tonumber(ARGV[10]) then
  return { 'userfull', '', 0, outlook(lane, ARGV[11]) }
end

local tag = redis.call('HINCRBY', KEYS[1], 'seq', 1) -- first come, first served; a fair order would compute another tag here
redis.call('SADD', P .. 'lanes', lane)
redis.call('HSET', job(id), 'state', 'waiting', 'lane', lane, 'band', 'normal', 'tag', tag, 'user', user, 'guild', ARGV[4],
  'clip', ARGV[5], 'origin', ARGV[6], 'picture', ARGV[7], 'created', now)
redis.call('ZADD', waiting, tag, id)
redis.call('ZADD', key('u', user), tag, id)
redis.call('ZADD', P .. 'exp', now + ARGV[8], id)
wake(key('mark', lane))
tell(id, 'waiting')
return { 'accepted', 'waiting', position(id), outlook(lane, ARGV[11]) }
