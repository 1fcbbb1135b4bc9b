-- Leases the end that has been due the longest.
-- ARGV[1] lease, ms  [2] a word of this call's own  [3] 1 when the call is repeated  [4] a worker silent so long is gone, ms
-- Returns { token, tries, look }, or false when none is due.
view(ARGV[4])
local function grant(id)
  local token, tries = fields(id, 'outToken', 'tries')
  return { tonumber(token), tonumber(tries), look(id) }
end

if ARGV[3] == '1' then -- perhaps the first call leased one and its answer was lost
  for _, id in ipairs(redis.call('ZREVRANGE', P .. 'out', 0, 255)) do
    if redis.call('HGET', job(id), 'outAsked') == ARGV[2] then return grant(id) end
  end
end

while true do
  local id = redis.call('ZRANGEBYSCORE', P .. 'out', '-inf', now, 'LIMIT', 0, 1)[1]
  if not id then return false end
  if redis.call('HGET', job(id), 'state') then
    redis.call('HINCRBY', job(id), 'tries', 1)
    redis.call('HSET', job(id), 'outToken', redis.call('HINCRBY', KEYS[1], 'outFence', 1), 'outAsked', ARGV[2])
    redis.call('ZADD', P .. 'out', now + ARGV[1], id)
    if redis.call('ZCOUNT', P .. 'out', '-inf', now) > 0 then wake(P .. 'mark-out') end
    return grant(id)
  end
  redis.call('ZREM', P .. 'out', id) -- a place without its job
end
