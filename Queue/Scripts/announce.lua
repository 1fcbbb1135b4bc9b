-- A worker says that it lives, and hears which lanes it serves: its own, and all that ask for no more than one of those. Where it serves less
-- than before, jobs that it still can make wait where it finds them.
-- ARGV[1] worker  [2] version  [3] its models' cards, JSON, or ''  [4...] lanes it offers
-- Returns { standing or '', lanes... }.
local schema, text = unpack(redis.call('HMGET', KEYS[1], 'schema', 'lanes'))
local newer = guard(schema)
if newer then return newer end
local known, all, offers = {}, words(text), {}
for _, lane in ipairs(all) do known[lane] = true end
for i = 4, #ARGV do
  offers[#offers + 1] = sizeOf(ARGV[i])
  if not known[ARGV[i]] then
    known[ARGV[i]], all[#all + 1] = true, ARGV[i]
    redis.call('HSET', KEYS[1], 'lanes', table.concat(all, ' '))
  end
end
local own, answer, serves = key('worker', ARGV[1]), {}, {}
for _, lane in ipairs(all) do
  local needs = sizeOf(lane)
  for _, offer in ipairs(offers) do
    if offer.model == needs.model and offer.px >= needs.px and offer.s >= needs.s and offer.MiB >= needs.MiB then
      if redis.call('ZADD', key('wk', lane), now, ARGV[1]) == 1 then wake(key('mark', lane)) end
      answer[#answer + 1], serves[lane] = lane, true
      break
    end
  end
end
for _, lane in ipairs(words(redis.call('HGET', own, 'lanes'))) do
  if not serves[lane] then
    redis.call('ZREM', key('wk', lane), ARGV[1])
    relane(lane, answer)
  end
end
redis.call('ZADD', P .. 'workers', now, ARGV[1])
redis.call('HSET', own, 'lanes', table.concat(answer, ' '), 'version', ARGV[2], 'cards', ARGV[3])
redis.call('HSETNX', own, 'since', now)
table.insert(answer, 1, redis.call('HGET', own, 'standing') or '')
return answer
