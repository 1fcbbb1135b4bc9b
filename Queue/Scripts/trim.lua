-- Forgets jobs that ended long ago, and all that their users wrote.
-- ARGV[1] keep done, cancelled and expired ones, ms  [2] keep failed ones, ms  [3] most of each
-- Returns how many it forgot.
local forgot = 0
local function trim(set, keep)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. set, '-inf', now - keep, 'LIMIT', 0, ARGV[3])) do
    local clipOf, previewOf = unpack(fields(id, 'clipOf', 'previewOf'))
    redis.call('UNLINK', job(id), key('picture', id), key('clip', id .. ':' .. (clipOf or '')), key('preview', id .. ':' .. (previewOf or '')))
    redis.call('ZREM', P .. set, id)
    forgot = forgot + 1
  end
end
trim('done', ARGV[1])
trim('dead', ARGV[2])
return forgot
