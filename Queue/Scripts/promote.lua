-- Puts a waiting job before all others, behind those promoted before. Its user stays charged as if it had waited.
-- ARGV[1] id  [2] who asked  [3] why
-- Returns 'moved', 'notwaiting' or 'unknown'.
local j = load(ARGV[1])
if not j then return 'unknown' end
if j.state ~= 'waiting' then return 'notwaiting' end
if j.band == 'front' then return 'moved' end
quit(j)
redis.call('ZREM', key('del', j.lane), j.id)
redis.call('HSET', job(j.id), 'was', j.band)
j.band, j.tag = 'front', redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('HSET', job(j.id), 'band', j.band, 'tag', j.tag)
enter(j)
wake(key('mark', j.lane))
audit(ARGV[2], 'promote', j.id, ARGV[3], j.group)
tell('moved', j.id)
return 'moved'
