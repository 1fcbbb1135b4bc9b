-- Renews a lease, and takes down how far the work is.
-- ARGV[1] id  [2] token  [3] lease, ms  [4] progress 0...1, or '' for no news  [5] stage  [6] 1 when a new preview was written
-- Returns 'ok', 'cancel' (somebody wants it stopped) or 'lost'.
local id, token = ARGV[1], ARGV[2]
if not owned(id, token) then return 'lost' end
local state, lane, cancel = unpack(fields(id, 'state', 'lane', 'cancel'))
redis.call('ZADD', key('act', lane), now + ARGV[3], id)
if ARGV[4] ~= '' then
  redis.call('HSET', job(id), 'progress', ARGV[4], 'stage', ARGV[5])
  if ARGV[6] == '1' then
    redis.call('HINCRBY', job(id), 'previews', 1)
    redis.call('HSET', job(id), 'previewOf', token)
  end
end
if state == 'claimed' then redis.call('HSET', job(id), 'state', 'running') end
if state == 'claimed' or ARGV[4] ~= '' then tell(id, 'running') end
return cancel and 'cancel' or 'ok'
