-- What the workers that live say of their models.
-- ARGV[1] a worker silent so long is gone, ms
-- Returns { its lanes, its cards, JSON, or '' } of each.
local crew = {}
for _, worker in ipairs(redis.call('ZRANGEBYSCORE', P .. 'workers', now - ARGV[1], '+inf', 'LIMIT', 0, 256)) do
  local own = redis.call('HMGET', key('worker', worker), 'lanes', 'cards')
  crew[#crew + 1] = { own[1] or '', own[2] or '' }
end
return crew
