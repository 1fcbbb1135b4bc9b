-- Looks whether jobs stand where their state says, and puts them there where not: after data was lost, restored or written by another version.
-- ARGV[...] ids
-- Returns how many it put right.
local mended = 0
local isKnown = {}
for _, lane in ipairs(lanes()) do isKnown[lane] = true end
for _, id in ipairs(ARGV) do
  local j = load(id)
  if j then
    local ended = j.state == 'delivering' or j.state == 'failed' or j.state == 'cancelled' or j.state == 'expired' or j.state == 'done'
    local stands = true
    if not ended and j.lane ~= '' and not isKnown[j.lane] then
      isKnown[j.lane] = true
      redis.call('HSET', KEYS[1], 'lanes', table.concat(lanes(), ' ') .. ' ' .. j.lane)
    end
    local group, guild = fields(id, 'group', 'guild')
    if not group then -- the first schema knew none
      j.group = guild and guild ~= '' and guild or j.group
      redis.call('HSET', job(id), 'group', j.group)
    end
    if ended then
      stands = redis.call('ZSCORE', P .. 'out', id) or redis.call('ZSCORE', P .. 'done', id) or redis.call('ZSCORE', P .. 'dead', id)
        or redis.call('ZSCORE', P .. 'reviews', id)
      if not stands then
        redis.call('HDEL', job(id), 'review')
        redis.call('ZADD', P .. (j.state == 'done' and 'done' or 'out'), now, id)
      end
    elseif j.state == 'held' then
      stands = redis.call('ZSCORE', P .. 'held', id)
      if not stands then setAside(j, j.expire) end
      redis.call('ZADD', key('held', j.group), 'NX', int(now + j.expire), id) -- the version before had no list by guild
    elseif atWorker(j) then
      stands = redis.call('ZSCORE', key('act', j.lane), id)
      if not stands then redis.call('ZADD', key('act', j.lane), now, id) end -- its lease is over: swept next
    elseif j.state == 'waiting' then
      local own, member = line(j.lane, j.band, of(j)), j.band .. ':' .. of(j)
      local isIn = redis.call('ZSCORE', key('g', j.lane), member) or redis.call('SISMEMBER', key('p', j.lane), member) == 1
      stands = redis.call('ZSCORE', own, id) and isIn or redis.call('ZSCORE', key('del', j.lane), id)
      if not stands then
        if not isIn then redis.call('DEL', own) end -- its jobs all come in again
        if j.band == 'front' then enter(j) else join(j) end
        redis.call('HSET', job(id), 'start', j.start, 'tag', j.tag, 'cost', j.cost)
        wake(key('mark', j.lane))
      end
    end
    if j.state == 'waiting' then
      redis.call('ZADD', key('u', j.user), 'NX', NOW, id)
      redis.call('ZADD', key('exp', j.lane), 'NX', int(now + j.expire), id) -- a time that stands is not put off
    elseif j.state == 'held' then redis.call('ZADD', key('u', j.user), 'NX', NOW, id) end
    if not stands then mended = mended + 1 end
  end
end
return mended
