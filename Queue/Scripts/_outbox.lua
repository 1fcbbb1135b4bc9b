-- An end that was told is kept for a while.
local function keep(id, state)
  redis.call('ZADD', P .. (state == 'failed' and 'dead' or 'done'), NOW, id)
  redis.call('ZADD', P .. 'wipe', redis.call('HGET', job(id), 'forget') and '0' or NOW, id) -- at the next sweep, where its user wants it
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

-- A made clip no longer waits for a moderator.
local function endReview(id, group)
  redis.call('ZREM', P .. 'reviews', id)
  redis.call('ZREM', key('held', group), id)
  redis.call('HDEL', job(id), 'review')
end

-- A clip that could not be delivered is kept apart from its job, which may be forgotten first. why: what its user is told where it waited for
-- a moderator; nil where somebody has decided.
local function dropKept(id, why)
  local size = redis.call('HGET', P .. 'kept-bytes', id)
  redis.call('ZREM', P .. 'kept', id)
  if redis.call('ZSCORE', P .. 'reviews', id) then
    endReview(id, (fields(id, 'group')) or '')
    if why and redis.call('HGET', job(id), 'state') == 'delivering' then
      redis.call('HDEL', job(id), 'tries')
      finish({ id = id }, 'failed', nil, 'failStage', 'Delivery', 'failReason', why)
    end
  end
  if not size then return 0 end
  redis.call('HDEL', P .. 'kept-bytes', id)
  redis.call('HINCRBY', KEYS[1], 'keptBytes', '-' .. size)
  redis.call('UNLINK', key('kept', id), key('review', id))
  return 1
end

-- All of them together have a room of their own, so that they never stop the workers: the oldest make way. kind: kept, or review while a
-- moderator decides. Returns whether it is kept.
local function keepClip(id, clipOf, size, life, most, kind)
  local clip = key('clip', id .. ':' .. (clipOf or ''))
  if not size or tonumber(size) == 0 or tonumber(size) > tonumber(most) or redis.call('EXISTS', clip) == 0 then return false end
  dropKept(id)
  while (tonumber(redis.call('HGET', KEYS[1], 'keptBytes')) or 0) + size > tonumber(most) do
    local oldest = redis.call('ZRANGE', P .. 'kept', '0', '0')[1]
    if not oldest then
      redis.call('HSET', KEYS[1], 'keptBytes', '0')
      break
    end
    dropKept(oldest, 'The clip had to make room for newer ones before a moderator looked at it.')
  end
  redis.call('RENAME', clip, key(kind, id))
  redis.call('PEXPIRE', key(kind, id), int(life + (kind == 'review' and 60000 or 0))) -- the sweep ends it, not its time
  redis.call('ZADD', P .. 'kept', int(now + life), id)
  redis.call('HSET', P .. 'kept-bytes', id, size)
  redis.call('HINCRBY', KEYS[1], 'keptBytes', size)
  return true
end

-- Nothing is left of a job that stands in no line and at no worker.
local function dropJob(id)
  local clipOf, previewOf, size, segments = fields(id, 'token', 'previewOf', 'size', 'segments')
  if tonumber(segments) then dropSegments(id, tonumber(segments)) end
  dropClip(id, size)
  dropFiles(id, clipOf, previewOf)
  redis.call('UNLINK', job(id))
  for _, set in ipairs({ 'done', 'dead', 'wipe', 'out' }) do redis.call('ZREM', P .. set, id) end
end
