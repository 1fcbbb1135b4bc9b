-- The worker has stopped a job.
-- ARGV[1] id  [2] token
-- Returns 'ok', 'already' or 'stale'.
local j = load(ARGV[1])
if did(j, 'cancelled', ARGV[2]) then return 'already' end
if not owned(j, ARGV[2]) then return stale() end
remember(j.id, 'cancelled', ARGV[2])
stop(j, 'cancelled')
return 'ok'
