-- Sets a waiting job aside until a moderator lets it go.
-- ARGV[1] id  [2] a held one expires after, ms  [3] who asked  [4] why
-- Returns 'moved', 'notwaiting' or 'unknown'.
local j = load(ARGV[1])
if not j then return 'unknown' end
if j.state == 'held' then return 'moved' end
if j.state ~= 'waiting' then return 'notwaiting' end
vacate(j)
redis.call('HSET', job(j.id), 'state', 'held')
if j.band == 'front' then redis.call('HSET', job(j.id), 'band', redis.call('HGET', job(j.id), 'was') or 'normal') end
redis.call('ZADD', key('u', j.user), NOW, j.id)
setAside(j, ARGV[2])
audit(ARGV[3], 'hold', j.id, ARGV[4], j.group)
tell('held', j.id)
return 'moved'
