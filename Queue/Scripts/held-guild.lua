-- Reads what waits for a moderator of a guild, the one that goes first coming first: jobs, and made clips.
-- ARGV[1] guild  [2] so many are left out  [3] most  [4] a worker silent so long is gone, ms
-- Returns { how many there are, looks }.
view(ARGV[4])
local looks = {}
for _, id in ipairs(redis.call('ZRANGE', key('held', ARGV[1]), ARGV[2], ARGV[2] + ARGV[3] - 1)) do
  if redis.call('HGET', job(id), 'state') then looks[#looks + 1] = look(id) end
end
return { redis.call('ZCARD', key('held', ARGV[1])), looks }
