-- Leases the next job of some lanes to a worker.
-- ARGV[1] worker  [2] lease, ms  [3] a word of this call's own  [4] 1 when the call is repeated  [5...] lanes
-- Returns { id, token, clip, picture, attempt, lease's end }, or false when nothing waits.
local function grant(id)
  local token, clip, picture, attempt, ends = unpack(fields(id, 'token', 'clip', 'picture', 'attempt', 'ends'))
  return { id, tonumber(token), clip or '', picture or '0', tonumber(attempt), tonumber(ends) }
end

if ARGV[4] == '1' then -- perhaps the first call leased one and its answer was lost
  for i = 5, #ARGV do
    for _, id in ipairs(redis.call('ZREVRANGE', key('act', ARGV[i]), 0, 255)) do
      if redis.call('HGET', job(id), 'asked') == ARGV[3] then return grant(id) end
    end
  end
end

local function first() -- the lowest tag over all lanes
  local best, lowest, of
  for i = 5, #ARGV do
    promote(ARGV[i], 2)
    local head = redis.call('ZRANGE', line(ARGV[i], 'normal'), 0, 0, 'WITHSCORES')
    if head[1] and (not best or tonumber(head[2]) < lowest) then
      best, lowest, of = head[1], tonumber(head[2]), ARGV[i]
    end
  end
  return best, of
end

local id, lane = first()
while id and redis.call('HGET', job(id), 'state') ~= 'waiting' do -- a place without its job
  redis.call('ZREM', line(lane, 'normal'), id)
  id, lane = first()
end
if not id then return false end

local token = redis.call('HINCRBY', KEYS[1], 'fence', 1)
local ends = now + ARGV[2]
redis.call('ZREM', line(lane, 'normal'), id)
redis.call('ZREM', P .. 'exp', id)
redis.call('ZADD', key('act', lane), ends, id)
redis.call('HINCRBY', job(id), 'attempt', 1)
redis.call('HSET', job(id), 'state', 'claimed', 'token', token, 'worker', ARGV[1], 'started', now, 'ends', ends, 'asked', ARGV[3],
  'progress', 0, 'stage', '')
if redis.call('ZCARD', line(lane, 'normal')) > 0 then wake(key('mark', lane)) end
tell(id, 'claimed')
return grant(id)
