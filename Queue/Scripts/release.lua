-- The worker gives a job back unfinished, for no fault of the job's.
-- ARGV[1] id  [2] token
-- Returns 'ok', 'already' or 'stale'.
local j = load(ARGV[1])
if did(j, 'release', ARGV[2]) then return 'already' end
if not owned(j, ARGV[2]) then return stale() end
remember(j.id, 'release', ARGV[2])
if j.cancel then stop(j, 'cancelled') else back(j) end
return 'ok'
