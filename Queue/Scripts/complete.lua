--! line work claim
-- Takes a clip, which its worker has written to clip:<id>:<token> before, puts it in the outbox, and leases the next job.
-- ARGV[1] id  [2] token  [3] what was made, JSON  [4] the clip's bytes  [5] 1 to claim; then what claim() takes
-- Returns { 'ok' | 'already' | 'cancelled' (somebody stopped it first: the clip is dropped) | 'stale', what claim() returns or nothing }.
local id, token = ARGV[1], ARGV[2]
local j = load(id)
local answer = 'ok'
if did(j, 'complete', token) then
  answer = 'already'
elseif not owned(j, token) then
  answer = stale()
elseif j.cancel then
  stop(j, 'cancelled')
  answer = 'cancelled'
else
  local took, model, told, toldAt = ran(j), fields(id, 'model', 'told', 'toldAt')
  -- Newer jobs count more: a new driver or card shows within some ten jobs.
  if model and j.kind then
    local est, kind = key('est', model), j.kind
    local n, mean, all, unit = unpack(redis.call('HMGET', est, 'n:' .. kind, 'm:' .. kind, 'n', 'm'))
    n, mean, all, unit = (tonumber(n) or 0) + 1, tonumber(mean) or 0, (tonumber(all) or 0) + 1, tonumber(unit) or 0
    local second = took / math.max(0.1, tonumber(j.seconds) or 1)
    local own = key('worker', j.worker)
    local speed, faults = unpack(redis.call('HMGET', own, 'speed', 'faults'))
    if n > 1 and mean > 0 then
      speed = tonumber(speed) or 1
      redis.call('HSET', own, 'speed', speed + (math.min(4, math.max(0.25, took / mean)) - speed) * 0.1)
    end
    if faults and faults ~= '0' then redis.call('HSET', own, 'faults', '0') end
    redis.call('HSET', est, 'n:' .. kind, n, 'm:' .. kind, mean + (took - mean) * math.max(0.1, 1 / n),
      'n', all, 'm', unit + (second - unit) * math.max(0.1, 1 / all))
  end
  if tonumber(told) then
    local times = math.max(1, now - toldAt) / math.max(1, told)
    redis.call('HINCRBY', P .. 'eta', math.max(-20, math.min(20, math.floor(4 * math.log(times) / math.log(2) + 0.5))), 1)
  end
  free(j)
  settle(j, took)
  redis.call('HSET', job(id), 'made', ARGV[3], 'clipOf', token, 'progress', 1, 'size', ARGV[4], 'took', took, 'did', 'complete:' .. token)
  if ARGV[4] ~= '0' then redis.call('HINCRBY', KEYS[1], 'clipBytes', ARGV[4]) end
  finish(j, 'delivering', 'made')
end
if ARGV[5] ~= '1' then return { answer } end
return { answer, claim(6) }
