-- Takes a waiting job out of the line, or marks a running one to be stopped: 'cancelled', 'stopping', 'toolate' or 'unknown', and
-- whether anything changed.
local function cancel(id, by, why)
  local j = load(id)
  if not j then return 'unknown', false end
  if j.state == 'cancelled' then return 'cancelled', false end
  if j.state == 'waiting' or j.state == 'held' then
    redis.call('HSET', job(id), 'n:cancelledBy', by, 'n:cancelledWhy', why)
    vacate(j)
    finish(j, 'cancelled')
    return 'cancelled', true
  end
  if j.state == 'delivering' and redis.call('ZSCORE', P .. 'reviews', id) then -- nobody has seen it yet
    redis.call('HSET', job(id), 'n:cancelledBy', by, 'n:cancelledWhy', why)
    redis.call('HDEL', job(id), 'tries')
    dropKept(id)
    finish(j, 'cancelled')
    return 'cancelled', true
  end
  if atWorker(j) then
    if not j.cancel then redis.call('HSET', job(id), 'cancel', 1, 'n:cancelledBy', by, 'n:cancelledWhy', why) end
    redis.pcall('PUBLISH', P .. 'stop', id) -- a hint: a user who may not publish must not stop a script half way
    return 'stopping', not j.cancel
  end
  return 'toolate', false
end
