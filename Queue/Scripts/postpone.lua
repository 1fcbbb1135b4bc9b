-- Gives a delivery back, due again later.
-- ARGV[1] id  [2] token of the delivery  [3] later by, ms
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
local held, last = fields(id, 'outToken', 'did')
if last == 'postpone:' .. token then return 'already' end
if held ~= token or not redis.call('ZSCORE', P .. 'out', id) then return stale() end
remember(id, 'postpone', token)
redis.call('HDEL', job(id), 'outToken', 'outAsked')
redis.call('ZADD', P .. 'out', now + ARGV[3], id)
wake(P .. 'mark-out') -- whoever sleeps learns the new due time
return 'ok'
