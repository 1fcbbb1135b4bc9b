-- Renews a lease, and takes down how far the work is. A job that has not moved for four times its predicted time and a minute is taken
-- from its worker as after a crash: the thread that beats lives, the one that renders does not.
-- ARGV[1] id  [2] token  [3] lease, ms  [4] progress 0...1, or '' for no news  [5] stage  [6] 1 when a new preview was written
-- ARGV[7] crashes that end a job  [8] faults that set a worker aside  [9] for so long, ms
-- Returns 'ok', 'cancel' (somebody wants it stopped) or 'lost'.
local id, token = ARGV[1], ARGV[2]
local j = load(id)
if not owned(j, token) then
  count('stale')
  return 'lost'
end
local last, moved, previewOf = fields(id, 'progress', 'moved', 'previewOf')
local grows = ARGV[4] ~= '' and tonumber(ARGV[4]) > (tonumber(last) or 0)
if not grows and now - (tonumber(moved) or tonumber(j.started) or now) > 4 * j.cost + 60000 then
  crash(j, ARGV[7], 'The worker stopped half-way each time it made this clip, so it was given up.', ARGV[8], ARGV[9])
  return 'lost'
end
redis.call('ZADD', key('act', j.lane), now + ARGV[3], id)
if ARGV[4] ~= '' then
  redis.call('HSET', job(id), 'progress', ARGV[4], 'stage', ARGV[5])
  if grows then redis.call('HSET', job(id), 'moved', now) end
  if ARGV[6] == '1' then
    redis.call('HINCRBY', job(id), 'previews', 1)
    if previewOf ~= token then
      if previewOf then redis.call('UNLINK', key('preview', id .. ':' .. previewOf)) end -- of a try before
      redis.call('HSET', job(id), 'previewOf', token)
    end
  end
  tell(ARGV[6] == '1' and 'preview' or 'progress', id)
end
if j.state == 'claimed' then redis.call('HSET', job(id), 'state', 'running') end
return j.cancel and 'cancel' or 'ok'
