-- An end has been told: what was kept for it is dropped.
-- ARGV[1] id  [2] token of the delivery
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
local state, held, clipOf, previewOf, size, last = fields(id, 'state', 'outToken', 'token', 'previewOf', 'size', 'did')
if last == 'acknowledge:' .. token then return 'already' end
if held ~= token or not redis.call('ZSCORE', P .. 'out', id) then return stale() end
if state == 'delivering' then
  state = 'done'
  redis.call('HSET', job(id), 'state', state)
  tell('done', id)
end
remember(id, 'acknowledge', token)
redis.call('HDEL', job(id), 'outToken', 'outAsked')
redis.call('ZREM', P .. 'out', id)
keep(id, state)
dropFiles(id, clipOf, previewOf)
dropClip(id, size)
return 'ok'
