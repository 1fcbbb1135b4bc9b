-- Puts a waiting job into another band, behind what its user has there.
-- ARGV[1] id  [2] band  [3] who asked  [4] why
-- Returns 'moved', 'notwaiting' or 'unknown'.
local j = load(ARGV[1])
if not j then return 'unknown' end
if j.state ~= 'waiting' and j.state ~= 'held' then return 'notwaiting' end
if j.band == ARGV[2] then return 'moved' end
if j.state == 'waiting' then vacate(j) end
j.band = ARGV[2]
if j.state == 'waiting' then
  waits(j)
  join(j)
  wake(key('mark', j.lane))
end
redis.call('HSET', job(j.id), 'band', j.band, 'start', j.start or 0, 'tag', j.tag)
audit(ARGV[3], 'move to ' .. ARGV[2], j.id, ARGV[4], j.group)
tell('moved', j.id)
return 'moved'
