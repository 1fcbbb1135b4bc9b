-- The worker gives a job back unfinished, for no fault of the job's.
-- ARGV[1] id  [2] token  [3] expires after, ms
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
if did(id, 'release', token) then return 'already' end
if not owned(id, token) then return 'stale' end
remember(id, 'release', token)
if redis.call('HGET', job(id), 'cancel') then
  finish(id, 'cancelled')
else
  back(id, ARGV[3])
end
return 'ok'
