-- Lets a worker finish its job and claim nothing more, or lets it claim again.
-- ARGV[1] worker  [2] 1 for maintenance  [3] who asked  [4] why
-- Returns 1, or 0 when no such worker is known.
local own = key('worker', ARGV[1])
if not redis.call('ZSCORE', P .. 'workers', ARGV[1]) then return 0 end
if ARGV[2] == '1' then
  redis.call('HSET', own, 'standing', 'maintenance')
else
  redis.call('HDEL', own, 'standing', 'until', 'faults', 'faultJob')
end
audit(ARGV[3], ARGV[2] == '1' and 'maintenance' or 'back to work', ARGV[1], ARGV[4])
for _, lane in ipairs(lanes()) do wake(key('mark', lane)) end
return 1
