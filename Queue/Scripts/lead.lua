-- Puts a waiting job before all others of its group and band. Other groups keep their turns: its group is charged for it as for any other.
-- ARGV[1] id  [2] who asked  [3] why
-- Returns 'moved', 'notwaiting' or 'unknown'.
local j = load(ARGV[1])
if not j then return 'unknown' end
if j.state ~= 'waiting' then return 'notwaiting' end
if j.band == 'front' then return 'moved' end -- before everybody's
local first, leads
for _, lane in ipairs(lanes()) do
  local head = redis.call('ZRANGE', line(lane, j.band, j.group), '0', '0', 'WITHSCORES')
  if head[1] and (not first or tonumber(head[2]) <= first) then
    leads = head[1] == j.id and (not first or tonumber(head[2]) < first)
    first = tonumber(head[2])
  end
end
if leads then return 'moved' end
quit(j)
redis.call('ZREM', key('del', j.lane), j.id) -- another try waits no longer
j.tag = math.min(j.tag, first or j.tag) - 1
redis.call('HSET', job(j.id), 'tag', int(j.tag))
enter(j)
wake(key('mark', j.lane))
audit(ARGV[2], 'lead', j.id, ARGV[3], j.group)
tell('moved', j.id)
return 'moved'
