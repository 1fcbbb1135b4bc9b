-- Takes down that a window of a job's clip was written to segment:<id>:<index>, so that it goes with the job's end.
-- ARGV[1] id  [2] index  [3] its bytes  [4] most bytes of a job's windows
-- Returns 1, or 0 when it is dropped: the job has ended, or has too much kept already.
local j = load(ARGV[1])
local isOpen = j and (atWorker(j) or j.state == 'waiting') -- one that waits for another try keeps it
if not isOpen or redis.call('HINCRBY', job(j.id), 'segmentBytes', ARGV[3]) > tonumber(ARGV[4]) then
  if isOpen then redis.call('HINCRBY', job(j.id), 'segmentBytes', '-' .. ARGV[3]) end
  redis.call('UNLINK', key('segment', ARGV[1] .. ':' .. ARGV[2]))
  return 0
end
redis.call('HSET', job(j.id), 'segments', math.max(j.segments or 0, ARGV[2] + 1))
return 1
