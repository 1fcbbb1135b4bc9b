-- Forgets a user in some jobs: what is open is cancelled, what was told is dropped, and in jobs of others a mark takes the user's place. An end
-- that is still to be told is told first.
-- ARGV[1] user  [2] mark  [3] jobs that were asked for until then  [4] 1 to drop untold ends that nobody is telling now  [5...] ids
-- Returns { cancelled, not gone yet, ids of those that are gone... }.
local user, mark, asked, hurry = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
local cancelled, left, gone = 0, 0, {}
for i = 5, #ARGV do
  local id = ARGV[i]
  local owner, created = fields(id, 'user', 'created')
  if owner == user and (tonumber(created) or 0) <= asked then
    redis.call('HSET', job(id), 'forget', '1')
    local answer, changed = cancel(id, user, 'forget me') -- by the user: so it is told
    if changed then cancelled = cancelled + 1 end
    local due = redis.call('ZSCORE', P .. 'out', id)
    local isTelling = due and redis.call('HGET', job(id), 'outToken') and tonumber(due) > now
    if answer == 'stopping' or (due and (isTelling or not hurry)) then
      left = left + 1
    else
      dropKept(id)
      dropJob(id)
      gone[#gone + 1] = id
    end
  elseif owner and owner ~= user then
    local all = redis.call('HGETALL', job(id))
    for n = 1, #all, 2 do
      if string.sub(all[n], 1, 2) == 'n:' and string.find(all[n + 1], user, 1, true) then
        redis.call('HSET', job(id), all[n], without(all[n + 1], user, mark))
      end
    end
  end
end
table.insert(gone, 1, left)
table.insert(gone, 1, cancelled)
return gone
