-- Forgets a user in the accounts: turns, GPU time, limits.
-- ARGV[1] user  [2...] names of f: and spent: keys, without the prefix
-- Returns 'ok'.
local user = ARGV[1]
local group = '@' .. user
for i = 2, #ARGV do
  local name = P .. ARGV[i]
  if string.sub(ARGV[i], 1, 2) == 'f:' then
    if string.sub(ARGV[i], -#group - 1) == ':' .. group then redis.call('UNLINK', name) else redis.call('ZREM', name, user) end
  else
    redis.call('HDEL', name, 'u:' .. user, 'g:' .. group)
    for _, field in ipairs(redis.call('HKEYS', name)) do
      if string.sub(field, 1, 2) == 'm:' and string.sub(field, -#user - 1) == ':' .. user then redis.call('HDEL', name, field) end
    end
  end
end
for band in pairs(BANDS) do redis.call('ZREM', P .. 'vt:' .. band, group) end
for _, subject in ipairs(redis.call('HKEYS', P .. 'limits')) do
  if subject == 'user:' .. user or (string.sub(subject, 1, 7) == 'member:' and string.sub(subject, -#user - 1) == ':' .. user) then
    redis.call('HDEL', P .. 'limits', subject)
  end
end
if redis.call('EXISTS', P .. 'limits') == 0 then redis.call('HDEL', KEYS[1], 'limits') end
return 'ok'
