-- The worker has stopped a job.
-- ARGV[1] id  [2] token
-- Returns 'ok', 'already' or 'stale'.
local id, token = ARGV[1], ARGV[2]
if did(id, 'cancelled', token) then return 'already' end
if not owned(id, token) then return 'stale' end
remember(id, 'cancelled', token)
finish(id, 'cancelled')
return 'ok'
