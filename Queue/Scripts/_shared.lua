-- What the scripts of the queue share; it is put before each of them.
--
-- KEYS[1] is <prefix>meta in all of them. Every key begins with that prefix, vq:{queue}:, whose braces put a whole queue on one node:
--   meta               hash    fence: the last token; seq: the last place in line; swept: the last sweep's time
--   lanes              set     the lanes that ever had a job or a worker
--   j:<id>             hash    the job
--   w:<lane>:<band>    zset    jobs that wait, by tag: the lowest is next
--   del:<lane>         zset    jobs that wait for another try, by due time
--   act:<lane>         zset    jobs at a worker, by the lease's end
--   mark:<lane>        zset    has a member when somebody should look at the lane: idle workers block on it
--   wk:<lane>          zset    workers, by their last beat
--   est:<lane>         hash    n, mean: jobs measured and their milliseconds at the worker
--   u:<user>           zset    the user's jobs that wait or run, by tag
--   exp                zset    jobs that wait, by the time they expire
--   out                zset    ends to be told, by due time; a lease on one moves it
--   mark-out           zset    as mark, for the outbox
--   done, dead         zset    what is kept for a while after its end, by end time
--   reaping            string  is there while nobody else needs to sweep
--   picture:<id>, clip:<id>:<token>, preview:<id>:<token>   strings that expire
--   events             channel "<id> <state>"
-- All times are Unix milliseconds by this server's clock. All scripts may be repeated: the second time changes nothing more.

local P = string.sub(KEYS[1], 1, -5)
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function key(kind, name) return P .. kind .. ':' .. name end
local function job(id) return P .. 'j:' .. id end
local function line(lane, band) return P .. 'w:' .. lane .. ':' .. band end
local function wake(mark) redis.call('ZADD', mark, 0, '0') end

-- A hint only, so a user who may not publish must not stop a script half way.
local function tell(id, state) redis.pcall('PUBLISH', P .. 'events', id .. ' ' .. state) end

local function fields(id, ...) return redis.call('HMGET', job(id), ...) end

-- Whether the job is at the worker whose token this is.
local function owned(id, token)
  local state, held = unpack(fields(id, 'state', 'token'))
  return (state == 'claimed' or state == 'running') and held == token
end

-- Whether this holder did this already: its answer was lost and it asks again.
local function did(id, verb, token) return redis.call('HGET', job(id), 'did') == verb .. ':' .. token end

local function remember(id, verb, token) redis.call('HSET', job(id), 'did', verb .. ':' .. token) end

-- Takes the job out of every place where it could be before its end.
local function leave(id)
  local lane, band, user = unpack(fields(id, 'lane', 'band', 'user'))
  redis.call('ZREM', P .. 'exp', id)
  if lane then
    redis.call('ZREM', key('act', lane), id)
    redis.call('ZREM', key('del', lane), id)
    redis.call('ZREM', line(lane, band or 'normal'), id)
  end
  if user then redis.call('ZREM', key('u', user), id) end
end

-- Ends the work on a job and puts its end in the outbox.
local function finish(id, state)
  leave(id)
  redis.call('HSET', job(id), 'state', state, 'ended', now, 'tries', 0)
  redis.call('ZADD', P .. 'out', now, id)
  wake(P .. 'mark-out')
  tell(id, state)
end

-- Puts a job in its old place in line: the head, when it had been served before.
local function back(id, expire)
  local lane, band, tag = unpack(fields(id, 'lane', 'band', 'tag'))
  redis.call('ZREM', key('act', lane), id)
  redis.call('ZADD', line(lane, band or 'normal'), tonumber(tag) or 0, id)
  redis.call('ZADD', P .. 'exp', now + expire, id)
  redis.call('HSET', job(id), 'state', 'waiting')
  wake(key('mark', lane))
  tell(id, 'waiting')
end

-- Puts jobs whose next try is due back in line.
local function promote(lane, atMost)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('del', lane), '-inf', now, 'LIMIT', 0, atMost)) do
    local band, tag = unpack(fields(id, 'band', 'tag'))
    redis.call('ZREM', key('del', lane), id)
    redis.call('ZADD', line(lane, band or 'normal'), tonumber(tag) or 0, id)
  end
end

-- 1 for the next job to be served, 0 for one that does not wait.
local function position(id)
  local state, lane, band, tag = unpack(fields(id, 'state', 'lane', 'band', 'tag'))
  if state ~= 'waiting' or not lane or not tonumber(tag) then return 0 end
  return redis.call('ZCOUNT', line(lane, band or 'normal'), '-inf', '(' .. tag) + 1
end

-- What an estimate needs: { living workers, mean milliseconds of a job or -1, of each running job (16 at most) its time so far
-- and its progress, in turn }.
local function outlook(lane, goneAfter)
  local ran = {}
  for i, id in ipairs(redis.call('ZRANGE', key('act', lane), 0, 15)) do
    local started, progress = unpack(fields(id, 'started', 'progress'))
    ran[2 * i - 1] = now - (tonumber(started) or now)
    ran[2 * i] = progress or '0'
  end
  local mean = redis.call('HGET', key('est', lane), 'mean')
  return { redis.call('ZCOUNT', key('wk', lane), now - goneAfter, '+inf'), mean and math.floor(mean) or -1, ran }
end

-- { id, the job's fields and values, position, outlook, now }
local function look(id, goneAfter)
  local lane = redis.call('HGET', job(id), 'lane')
  return { id, redis.call('HGETALL', job(id)), position(id), outlook(lane or '', goneAfter), now }
end

