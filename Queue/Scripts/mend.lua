-- Looks whether jobs stand where their state says, and puts them there where not: after data was lost, restored or written by another version.
-- ARGV[...] ids
-- Returns how many it put right.
local mended = 0
for _, id in ipairs(ARGV) do
  local j = load(id)
  if j then
    local ended = j.state == 'delivering' or j.state == 'failed' or j.state == 'cancelled' or j.state == 'expired' or j.state == 'done'
    local stands = true
    if ended then
      stands = redis.call('ZSCORE', P .. 'out', id) or redis.call('ZSCORE', P .. 'done', id) or redis.call('ZSCORE', P .. 'dead', id)
      if not stands then redis.call('ZADD', P .. (j.state == 'done' and 'done' or 'out'), now, id) end
    elseif j.state == 'held' then
      stands = redis.call('ZSCORE', P .. 'held', id)
      if not stands then redis.call('ZADD', P .. 'held', now + j.expire, id) end
    elseif atWorker(j) then
      stands = redis.call('ZSCORE', key('act', j.lane), id)
      if not stands then redis.call('ZADD', key('act', j.lane), now, id) end -- its lease is over: swept next
    elseif j.state == 'waiting' then
      stands = redis.call('ZSCORE', line(j.lane, j.band, of(j)), id) or redis.call('ZSCORE', key('del', j.lane), id)
      if not stands then
        local all = lanes()
        local isKnown = false
        for _, lane in ipairs(all) do isKnown = isKnown or lane == j.lane end
        if not isKnown then redis.call('HSET', KEYS[1], 'lanes', table.concat(all, ' ') .. ' ' .. j.lane) end
        join(j)
        redis.call('HSET', job(id), 'start', j.start, 'tag', j.tag, 'group', j.group, 'cost', j.cost)
      end
    end
    if j.state == 'waiting' then waits(j) elseif j.state == 'held' then redis.call('ZADD', key('u', j.user), 'NX', NOW, id) end
    if not stands then mended = mended + 1 end
  end
end
return mended
