-- A made clip waits for a moderator: it leaves the outbox, and its bytes count among the kept ones, so that they stop no worker.
-- ARGV[1] id  [2] token of the delivery  [3] for so long, ms  [4] most bytes of all kept clips
-- Returns 'ok', 'already', 'stale', or 'noroom': nothing was changed, for the clip is not there (any more) or larger than all that room.
local id, token = ARGV[1], ARGV[2]
local state, held, clipOf, size, group, last, previewOf = fields(id, 'state', 'outToken', 'token', 'size', 'group', 'did', 'previewOf')
if last == 'hold:' .. token then return 'already' end
if held ~= token or state ~= 'delivering' or not redis.call('ZSCORE', P .. 'out', id) then return stale() end
if not keepClip(id, clipOf, size, ARGV[3], ARGV[4], 'review') then return 'noroom' end
remember(id, 'hold', token)
dropClip(id, size)
dropFiles(id, nil, previewOf)
redis.call('HDEL', job(id), 'outToken', 'outAsked')
redis.call('HSET', job(id), 'review', int(now + ARGV[3]))
redis.call('ZREM', P .. 'out', id)
redis.call('ZADD', P .. 'reviews', int(now + ARGV[3]), id)
redis.call('ZADD', key('held', group or ''), int(now + ARGV[3]), id)
tell('held', id)
return 'ok'
