-- Sets what a user, a role, a guild, its members or everybody may have; see limits.
-- ARGV[1] subject  [2] limits, or '' for none  [3] who asked  [4] why
-- Returns 'ok'.
if ARGV[2] == '' then redis.call('HDEL', P .. 'limits', ARGV[1]) else redis.call('HSET', P .. 'limits', ARGV[1], ARGV[2]) end
if redis.call('EXISTS', P .. 'limits') == 1 then redis.call('HSET', KEYS[1], 'limits', 1) else redis.call('HDEL', KEYS[1], 'limits') end
audit(ARGV[3], 'limit', ARGV[1], (ARGV[2] == '' and 'none' or ARGV[2]) .. (ARGV[4] ~= '' and ': ' .. ARGV[4] or ''),
  string.match(ARGV[1], '^member:([^:]*):') or string.match(ARGV[1], '^members:(.*)$') or string.match(ARGV[1], '^guild:(.*)$'))
for _, lane in ipairs(lanes()) do wake(key('mark', lane)) end
return 'ok'
