-- The clip of the job that a worker of some lanes would be given next: a hint, for nothing is taken and limits are not looked at.
-- ARGV[1..] lanes. Returns its JSON, or false when nothing waits.
local meta = redis.call('HMGET', KEYS[1], 'mode', 'fence')
if meta[1] == 'paused' then return false end
for _, head in ipairs(heads(ARGV, 0, ((tonumber(meta[2]) or 0) + 1) % 8 == 0)) do
  local id = redis.call('ZRANGE', P .. 'w:' .. head[1] .. ':' .. head[2], '0', '0')[1]
  local clip = id and redis.call('HGET', job(id), 'clip')
  if clip then return clip end
end
return false
