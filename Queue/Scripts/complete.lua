-- Takes a clip, which its worker has written to clip:<id>:<token> before, puts it in the outbox, and leases the next job.
-- ARGV[1] id  [2] token  [3] what was made, JSON  [4] the clip's bytes  [5] 1 to claim; then what claim() takes
-- Returns { 'ok' | 'already' | 'cancelled' (somebody stopped it first: the clip is dropped) | 'stale', what claim() returns or nothing }.
local id, token = ARGV[1], ARGV[2]
local j = load(id)
local answer, crew = 'ok', nil
if j and (j.state == 'delivering' or j.state == 'done') and j.token == token then
  answer = 'already'
  if ARGV[5] == '1' then ARGV[9] = '1' end -- and perhaps a next one was leased, by the same word
elseif not owned(j, token) then
  answer = stale()
elseif j.cancel then
  stop(j, 'cancelled')
  answer = 'cancelled'
else
  local took = ran(j)
  local own = key('worker', j.worker)
  crew = redis.call('HMGET', own, 'standing', 'until', 'faults', 'speed')
  if crew[3] and crew[3] ~= '0' then redis.call('HSET', own, 'faults', '0') end
  if j.model then -- newer jobs count more: a new driver or card shows within some ten jobs
    local est = key('est', j.model)
    local allField, unitField = average(j.kind)
    local n, mean, all, unit = unpack(redis.call('HMGET', est, 'n:' .. j.kind, 'm:' .. j.kind, allField, unitField))
    n, mean, all, unit = (tonumber(n) or 0) + 1, tonumber(mean) or 0, (tonumber(all) or 0) + 1, tonumber(unit) or 0
    if n <= 10 or math.abs(took - mean) > math.max(50, mean * 0.02) then -- less is chance, and tells nothing new
      local times = mean > 0 and math.min(4, math.max(0.25, took / mean)) or 1
      redis.call('HSET', own, 'speed', (tonumber(crew[4]) or 1) * 0.9 + times * 0.1)
      local second = took / math.max(0.1, j.seconds)
      redis.call('HSET', est, 'n:' .. j.kind, n, 'm:' .. j.kind, mean + (took - mean) * math.max(0.1, 1 / n),
        allField, all, unitField, unit + (second - unit) * math.max(0.1, 1 / all))
    end
  end
  if j.told then
    local times = math.max(1, now - j.toldAt) / math.max(1, j.told)
    redis.call('HINCRBY', P .. 'eta', math.max(-20, math.min(20, math.floor(4 * math.log(times) / math.log(2) + 0.5))), 1)
  end
  free(j)
  settle(j, took)
  if ARGV[4] ~= '0' then redis.call('HINCRBY', KEYS[1], 'clipBytes', ARGV[4]) end
  finish(j, 'delivering', 'made', 'made', ARGV[3], 'size', ARGV[4])
end
if ARGV[5] ~= '1' then return { answer } end
return { answer, claim(6, crew) }
