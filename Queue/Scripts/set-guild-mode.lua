-- Opens a guild, pauses it (nothing of it is claimed) or drains it (nothing of it is taken in); other guilds go on.
-- ARGV[1] guild  [2] '', 'paused' or 'draining'  [3] who asked  [4] why
-- Returns 'ok'.
local guild = ARGV[1]
local old = mode(guild)
if old == ARGV[2] then return 'ok' end

-- The jobs of the guild from one line of promoted jobs to another.
local function carry(from, to)
  local jobs = redis.call('ZRANGE', from, '0', '-1', 'WITHSCORES')
  for i = 1, #jobs, 2 do
    if redis.call('HGET', job(jobs[i]), 'group') == guild then
      redis.call('ZREM', from, jobs[i])
      redis.call('ZADD', to, jobs[i + 1], jobs[i])
    end
  end
end

if ARGV[2] == 'paused' then
  for _, lane in ipairs(lanes()) do
    for band, rank in pairs(BANDS) do
      local member = band .. ':' .. guild
      local score = redis.call('ZSCORE', key('g', lane), member)
      if score then
        redis.call('ZREM', key('g', lane), member)
        redis.call('ZADD', P .. 'vt:' .. band, int(score - rank * BAND), guild) -- as if it had left the line
        redis.call('SADD', key('p', lane), member)
      end
    end
    local all, own = line(lane, 'front', '!'), line(lane, 'front', '!' .. guild)
    if redis.call('EXISTS', all) == 1 then
      carry(all, own)
      if redis.call('EXISTS', all) == 0 then redis.call('ZREM', key('g', lane), 'front:!') end
      if redis.call('EXISTS', own) == 1 then redis.call('SADD', key('p', lane), 'front:!' .. guild) end
    end
  end
elseif old == 'paused' then
  for _, lane in ipairs(lanes()) do
    for band, rank in pairs(BANDS) do
      local member = band .. ':' .. guild
      if redis.call('SREM', key('p', lane), member) == 1 then -- who could not be served saves up no turns
        local last = redis.call('ZMSCORE', P .. 'vt:' .. band, '', guild)
        redis.call('ZADD', key('g', lane), int(rank * BAND + math.max(tonumber(last[1]) or 0, tonumber(last[2]) or 0)), member)
      end
    end
    if redis.call('SREM', key('p', lane), 'front:!' .. guild) == 1 then
      carry(line(lane, 'front', '!' .. guild), line(lane, 'front', '!'))
      redis.call('ZADD', key('g', lane), '0', 'front:!')
    end
    wake(key('mark', lane))
  end
end

if ARGV[2] == '' then redis.call('HDEL', P .. 'modes', guild) else redis.call('HSET', P .. 'modes', guild, ARGV[2]) end
if redis.call('EXISTS', P .. 'modes') == 1 then redis.call('HSET', KEYS[1], 'modes', '1') else redis.call('HDEL', KEYS[1], 'modes') end
audit(ARGV[3], ARGV[2] == '' and 'resume' or ARGV[2] == 'paused' and 'pause' or 'drain', guild, ARGV[4], guild)
return 'ok'
