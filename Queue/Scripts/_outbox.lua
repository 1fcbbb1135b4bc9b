-- An end that was told is kept for a while.
local function keep(id, state)
  redis.call('ZADD', P .. (state == 'failed' and 'dead' or 'done'), NOW, id)
  redis.call('ZADD', P .. 'wipe', NOW, id)
end

-- The room that a job's files took is free again.
local function freeSources(id)
  local bytes = redis.call('HGET', job(id), 'files')
  if bytes then
    redis.call('HINCRBY', KEYS[1], 'sourceBytes', '-' .. bytes)
    redis.call('HDEL', job(id), 'files')
  end
end

-- What a told end was made from and came to, beside its clip.
local function dropFiles(id, clipOf, previewOf)
  freeSources(id)
  redis.call('UNLINK', key('sources', id), key('picture', id), key('clip', id .. ':' .. (clipOf or '')), key('preview', id .. ':' .. (previewOf or '')))
end

local function dropClip(id, size)
  if not size or tonumber(size) == 0 then return end
  redis.call('HINCRBY', KEYS[1], 'clipBytes', -size)
  redis.call('HDEL', job(id), 'size')
  if redis.call('HDEL', KEYS[1], 'full') == 1 then -- claims had stopped for want of room
    for _, lane in ipairs(lanes()) do wake(key('mark', lane)) end
  end
end
