-- How long nothing can be claimed, as far as is known.
-- ARGV[1...] lanes
-- Returns milliseconds, 0 for none, -1 for no end in sight.
local soonest = -1
for i = 1, #ARGV do
  if redis.call('ZCARD', line(ARGV[i], 'normal')) > 0 then return 0 end
  local due = redis.call('ZRANGE', key('del', ARGV[i]), 0, 0, 'WITHSCORES')[2]
  if due then
    local left = math.max(0, due - now)
    soonest = soonest < 0 and left or math.min(soonest, left)
  end
end
return soonest
