-- Cancels a job.
-- ARGV[1] id  [2] who asked  [3] why
-- Returns 'cancelled', 'stopping', 'toolate' or 'unknown'.
local answer, changed = cancel(ARGV[1], ARGV[2], ARGV[3])
if changed then audit(ARGV[2], 'cancel', ARGV[1], ARGV[3], redis.call('HGET', job(ARGV[1]), 'group')) end
return answer
