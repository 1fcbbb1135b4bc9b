-- An end has been told: what was kept for it is dropped.
-- ARGV[1] id  [2] token of the delivery
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
if did(id, 'acknowledge', token) then return 'already' end
local state, held, clipOf, previewOf = unpack(fields(id, 'state', 'outToken', 'clipOf', 'previewOf'))
if held ~= token or not redis.call('ZSCORE', P .. 'out', id) then return 'stale' end
if state == 'delivering' then
  state = 'done'
  redis.call('HSET', job(id), 'state', state)
end
remember(id, 'acknowledge', token)
redis.call('HDEL', job(id), 'outToken', 'outAsked')
redis.call('ZREM', P .. 'out', id)
redis.call('ZADD', P .. (state == 'failed' and 'dead' or 'done'), now, id)
redis.call('UNLINK', key('picture', id), key('clip', id .. ':' .. (clipOf or '')), key('preview', id .. ':' .. (previewOf or '')))
tell(id, state)
return 'ok'
