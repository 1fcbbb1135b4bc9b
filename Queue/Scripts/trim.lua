-- Forgets jobs that ended long ago, what their users wrote before that, and clips that were kept long enough.
-- ARGV[1] keep done, cancelled and expired ones, ms  [2] so many of them  [3] keep failed ones, ms  [4] keep prompts, ms  [5] most of each
-- ARGV[6] keep the audit, ms
-- Returns how many it forgot.
local forgot = 0
local function trim(set, keep, most)
  local old = redis.call('ZRANGEBYSCORE', P .. set, '-inf', now - keep, 'LIMIT', 0, ARGV[5])
  local over = most and redis.call('ZCARD', P .. set) - most or 0
  if over > #old then old = redis.call('ZRANGE', P .. set, 0, math.min(over, tonumber(ARGV[5])) - 1) end
  for _, id in ipairs(old) do
    dropJob(id)
    forgot = forgot + 1
  end
end
trim('done', ARGV[1], tonumber(ARGV[2]))
trim('dead', ARGV[3])

-- What a user wrote goes before the rest of the job.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'wipe', '-inf', now - ARGV[4], 'LIMIT', 0, ARGV[5])) do
  if redis.call('HGET', job(id), 'clip') then redis.call('HSET', job(id), 'clip', '') end
  redis.call('ZREM', P .. 'wipe', id)
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'kept', '-inf', now, 'LIMIT', 0, ARGV[5])) do dropKept(id, 'No moderator looked at the clip in time.') end
redis.call('XTRIM', P .. 'audit', 'MINID', '=', int(math.max(0, now - ARGV[6])))
return forgot
