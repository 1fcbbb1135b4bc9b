-- Drops clips that could not be delivered and were kept, of jobs that are gone.
-- ARGV[...] ids
-- Returns how many there were.
local n = 0
for _, id in ipairs(ARGV) do
  if redis.call('EXISTS', job(id)) == 0 then n = n + dropKept(id) end
end
return n
