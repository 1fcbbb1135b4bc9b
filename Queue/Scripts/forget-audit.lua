-- Writes the audit anew, a part at a call, with a mark in a user's place: entries of a stream cannot be changed.
-- ARGV[1] user  [2] mark  [3] most entries of a call  [4] how often the audit had been written anew when this began, or ''
-- Returns { 1 when it is done, what is [4] of the next call }.
local user, mark, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local copy, version = P .. 'audit:' .. mark, redis.call('HGET', KEYS[1], 'auditOf') or '0'
if ARGV[4] ~= version then redis.call('UNLINK', copy) end -- a copy of what is no more
local last = redis.call('XREVRANGE', copy, '+', '-', 'COUNT', '1')[1]
local entries = redis.call('XRANGE', P .. 'audit', last and '(' .. last[1] or '-', '+', 'COUNT', most)
for _, entry in ipairs(entries) do
  local all = entry[2]
  for i = 2, #all, 2 do
    if string.find(all[i], user, 1, true) then all[i] = without(all[i], user, mark) end
  end
  redis.call('XADD', copy, entry[1], unpack(all))
end
if #entries == most then return { 0, version } end
if redis.call('EXISTS', copy) == 1 then redis.call('RENAME', copy, P .. 'audit') end
redis.call('HINCRBY', KEYS[1], 'auditOf', '1')
return { 1, version }
