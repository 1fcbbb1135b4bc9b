-- What the queue looks like.
-- ARGV[1] a worker silent so long is gone, ms
-- Returns { meta's fields and values, eta's, now, held, { at workers, due or leased in the outbox, oldest end's due time or 0 },
-- { { lane, band, waiting } ... }, { worker, fields and values ... }, { { lane, ms of a worker's time that its waiting jobs want, about } ... } }
view(ARGV[1])
local running, lines, crew, work = 0, {}, {}, {}
for _, lane in ipairs(lanes()) do
  running = running + redis.call('ZCARD', key('act', lane))
  local wanted = 0
  for _, name in ipairs({ 'exp', 'del' }) do -- of a long line some jobs, evenly spread
    local set = key(name, lane)
    local n = redis.call('ZCARD', set)
    local sum, seen = 0, 0
    for at = 0, n - 1, math.max(1, n / 64) do
      local id = redis.call('ZRANGE', set, math.floor(at), math.floor(at))[1]
      if id then sum, seen = sum + (tonumber(redis.call('HGET', job(id), 'cost')) or 0), seen + 1 end
    end
    if seen > 0 then wanted = wanted + sum * n / seen end
  end
  work[#work + 1] = { lane, math.floor(wanted) }
  local parked = {} -- of guilds that are paused
  for _, member in ipairs(redis.call('SMEMBERS', key('p', lane))) do
    local band = string.match(member, '^%a+')
    parked[band] = (parked[band] or 0) + redis.call('ZCARD', P .. 'w:' .. lane .. ':' .. member)
  end
  for band in pairs(BANDS) do
    local n = waiting({ { lane = lane, part = 1 } }, band, true) + (parked[band] or 0)
    if n > 0 then lines[#lines + 1] = { lane, band, n } end
  end
end
for _, worker in ipairs(redis.call('ZREVRANGE', P .. 'workers', 0, 255)) do
  crew[#crew + 1] = { worker, tonumber(redis.call('ZSCORE', P .. 'workers', worker)), redis.call('HGETALL', key('worker', worker)) }
end
local first = redis.call('ZRANGE', P .. 'out', 0, 0, 'WITHSCORES')
return { redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', P .. 'eta'), now, redis.call('ZCARD', P .. 'held'),
  { running, redis.call('ZCARD', P .. 'out'), tonumber(first[2]) or 0 }, lines, crew, work }
