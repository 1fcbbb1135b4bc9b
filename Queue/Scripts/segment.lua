-- Takes down that a window of a job's clip was written to segment:<id>:<index>, so that it goes with the job's end.
-- ARGV[1] id  [2] index
-- Returns 1, or 0 when the job is at no worker: then it is dropped.
local j = load(ARGV[1])
if not j or not atWorker(j) and j.state ~= 'waiting' then -- one that waits for another try keeps it
  redis.call('UNLINK', key('segment', ARGV[1] .. ':' .. ARGV[2]))
  return 0
end
redis.call('HSET', job(j.id), 'segments', math.max(j.segments or 0, ARGV[2] + 1))
return 1
