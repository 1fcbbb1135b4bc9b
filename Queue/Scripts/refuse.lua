-- An end cannot be told. A clip's job fails, and the failure is a new end; any other end is dropped.
-- ARGV[1] id  [2] token of the delivery  [3] stage  [4] reason  [5] keep the clip for so long, ms; 0: it is dropped  [6] most bytes of all kept clips
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
local state, held, clipOf, size, last = fields(id, 'state', 'outToken', 'token', 'size', 'did')
if last == 'refuse:' .. token then return 'already' end
if held ~= token or not redis.call('ZSCORE', P .. 'out', id) then return stale() end
remember(id, 'refuse', token)
redis.call('HDEL', job(id), 'outToken', 'outAsked')
redis.call('ZREM', P .. 'out', id)
freeSources(id)
if state == 'delivering' and ARGV[5] ~= '0' then keepClip(id, clipOf, size, ARGV[5], ARGV[6], 'kept') end
redis.call('UNLINK', key('sources', id), key('picture', id), key('clip', id .. ':' .. (clipOf or '')))
dropClip(id, size)
if state == 'delivering' then
  redis.call('HDEL', job(id), 'tries')
  finish({ id = id }, 'failed', nil, 'failStage', ARGV[3], 'failReason', ARGV[4])
else
  keep(id, state)
end
return 'ok'
