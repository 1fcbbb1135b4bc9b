-- A moderator refuses a made clip: it is dropped, and its job's failure is its end.
-- ARGV[1] id  [2] stage  [3] reason  [4] who asked  [5] why
-- Returns 'moved', 'notwaiting' (it does not wait for a moderator) or 'unknown'.
local id = ARGV[1]
local state, group, last = fields(id, 'state', 'group', 'did')
if not state then return 'unknown' end
if not redis.call('ZSCORE', P .. 'reviews', id) then return last == 'refuse-held' and 'moved' or 'notwaiting' end
dropKept(id)
endReview(id, group or '')
redis.call('HDEL', job(id), 'tries')
redis.call('HSET', job(id), 'did', 'refuse-held')
finish({ id = id }, 'failed', nil, 'failStage', ARGV[2], 'failReason', ARGV[3])
audit(ARGV[4], 'refuse', id, ARGV[5], group)
return 'moved'
