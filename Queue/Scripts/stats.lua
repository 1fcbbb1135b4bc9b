-- What the queue looks like.
-- ARGV[1] a worker silent so long is gone, ms
-- Returns { meta's fields and values, eta's, now, held, { at workers, due or leased in the outbox, oldest end's due time or 0 },
-- { { lane, band, waiting } ... }, { worker, fields and values ... } }
view(ARGV[1])
local running, lines, crew = 0, {}, {}
for _, lane in ipairs(lanes()) do
  running = running + redis.call('ZCARD', key('act', lane))
  for band in pairs(BANDS) do
    local n = waiting({ { lane = lane, part = 1 } }, band, true)
    if n > 0 then lines[#lines + 1] = { lane, band, n } end
  end
end
for _, worker in ipairs(redis.call('ZREVRANGE', P .. 'workers', 0, 255)) do
  crew[#crew + 1] = { worker, tonumber(redis.call('ZSCORE', P .. 'workers', worker)), redis.call('HGETALL', key('worker', worker)) }
end
local first = redis.call('ZRANGE', P .. 'out', 0, 0, 'WITHSCORES')
return { redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', P .. 'eta'), now, redis.call('ZCARD', P .. 'held'),
  { running, redis.call('ZCARD', P .. 'out'), tonumber(first[2]) or 0 }, lines, crew }
