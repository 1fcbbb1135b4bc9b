-- A moderator lets a made clip go: it is due at once, and its job says "reviewed".
-- ARGV[1] id  [2] keep the clip while it is not delivered, ms  [3] who asked  [4] why
-- Returns 'moved', 'notwaiting' (it does not wait for a moderator) or 'unknown'.
local id = ARGV[1]
local state, token, group, reviewed = fields(id, 'state', 'token', 'group', 'reviewed')
if not state then return 'unknown' end
if not redis.call('ZSCORE', P .. 'reviews', id) then
  return reviewed and (state == 'delivering' or state == 'done') and 'moved' or 'notwaiting'
end
local size = redis.call('HGET', P .. 'kept-bytes', id)
if size and redis.call('EXISTS', key('review', id)) == 1 then
  local clip = key('clip', id .. ':' .. (token or ''))
  redis.call('RENAME', key('review', id), clip)
  redis.call('PEXPIRE', clip, ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'clipBytes', size)
  redis.call('HSET', job(id), 'size', size)
end
dropKept(id)
endReview(id, group or '')
redis.call('HSET', job(id), 'reviewed', '1')
redis.call('ZADD', P .. 'out', NOW, id)
wake(P .. 'mark-out')
audit(ARGV[3], 'let go', id, ARGV[4], group)
tell('made', id)
return 'moved'
