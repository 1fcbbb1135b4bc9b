-- Puts a held job in line.
-- ARGV[1] id  [2] who asked  [3] why
-- Returns 'moved', 'notwaiting' (it is not held) or 'unknown'.
local j = load(ARGV[1])
if not j then return 'unknown' end
if j.state == 'waiting' then return 'moved' end
if j.state ~= 'held' then return 'notwaiting' end
redis.call('ZREM', P .. 'held', j.id)
redis.call('ZREM', key('held', j.group), j.id)
open(j.lane) -- it may have been forgotten meanwhile
waits(j)
join(j)
redis.call('HSET', job(j.id), 'state', 'waiting', 'start', j.start, 'tag', j.tag)
wake(key('mark', j.lane))
audit(ARGV[2], 'let go', j.id, ARGV[3], j.group)
tell('queued', j.id)
return 'moved'
