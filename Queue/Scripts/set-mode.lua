-- Opens the queue, pauses it (nothing is claimed) or drains it (nothing is taken in).
-- ARGV[1] '', 'paused' or 'draining'  [2] who asked  [3] why
-- Returns 'ok'.
if (redis.call('HGET', KEYS[1], 'mode') or '') ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'mode', ARGV[1])
  audit(ARGV[2], ARGV[1] == '' and 'resume' or ARGV[1] == 'paused' and 'pause' or 'drain', 'queue', ARGV[3])
end
for _, lane in ipairs(lanes()) do wake(key('mark', lane)) end
return 'ok'
