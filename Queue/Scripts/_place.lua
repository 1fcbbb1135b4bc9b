-- Where a job stands, and what an estimate of its time needs.

local GONE -- a worker silent for so many ms is gone
local MOST = 64 -- so many waiting jobs are walked through one by one; of more, groups are counted
local SAMPLE = 32 -- and of more groups than this as many are looked at, evenly spread

local known -- what this call has looked up

local function view(goneAfter)
  GONE, known = tonumber(goneAfter), { workers = {}, standing = {}, walks = {}, guesses = {}, outlook = {} }
end

local function standing(worker)
  if known.standing[worker] == nil then known.standing[worker] = redis.call('HGET', key('worker', worker), 'standing') or '' end
  return known.standing[worker]
end

-- The workers that serve a lane now, 256 at most.
local function workers(lane)
  if not known.workers[lane] then
    local alive = {}
    for _, worker in ipairs(redis.call('ZRANGEBYSCORE', key('wk', lane), now - GONE, '+inf', 'LIMIT', 0, 256)) do
      if standing(worker) == '' then alive[#alive + 1] = worker end
    end
    known.workers[lane] = alive
  end
  return known.workers[lane]
end

-- The lanes whose jobs a job of this lane competes with for workers, and the part of those workers that it competes for.
local function rivals(lane)
  local all, own, serves = { { lane = lane, part = 1 } }, workers(lane), {}
  for _, worker in ipairs(own) do serves[worker] = true end
  for _, other in ipairs(lanes()) do
    if other ~= lane then
      local shared, theirs = 0, workers(other)
      for _, worker in ipairs(theirs) do
        if serves[worker] then shared = shared + 1 end
      end
      if shared > 0 then all[#all + 1] = { lane = other, part = shared / #theirs } end
    end
  end
  return all
end

local function range(band) return string.format('%.0f', BANDS[band] * BAND), '(' .. string.format('%.0f', (BANDS[band] + 1) * BAND) end

-- How many jobs wait in a band: of more groups than a sample, about.
local function waiting(names, band, all)
  local n = 0
  for _, rival in ipairs(names) do
    local order, from, to = key('g', rival.lane), range(band)
    local groups = redis.call('ZCOUNT', order, from, to)
    if groups > 0 then
      local first = redis.call('ZCOUNT', order, '-inf', '(' .. from)
      local step = all and 1 or math.max(1, groups / SAMPLE)
      local jobs, looked = 0, 0
      for at = step / 2, groups, step do
        local member = redis.call('ZRANGE', order, first + math.floor(at), first + math.floor(at))[1]
        if member then jobs, looked = jobs + redis.call('ZCARD', P .. 'w:' .. rival.lane .. ':' .. member), looked + 1 end
        if looked == SAMPLE and not all then break end
      end
      if looked > 0 then n = n + jobs * (groups / looked) * rival.part end
    end
  end
  return n
end

-- What one of the first so many jobs of a group's line costs, about: the mean of some, evenly spread.
local function mean(lane, band, group, length, some)
  local own, sum, looked = line(lane, band, group), 0, 0
  local step = math.max(1, length / some)
  for at = step / 2, length, step do
    local id = redis.call('ZRANGE', own, math.floor(at), math.floor(at))[1]
    if id then sum, looked = sum + (tonumber(redis.call('HGET', job(id), 'cost')) or 0), looked + 1 end
  end
  return looked > 0 and sum / looked or 0
end

-- A group's weight.
local function root(band, group)
  local own = flow(band, group)
  return math.sqrt(math.max(1, redis.call('ZCARD', own) - (redis.call('ZSCORE', own, '') and 1 or 0)))
end

local function share(band, group, cost) return math.ceil(cost / root(band, group)) end

-- Serves the lanes' jobs as claims would, at most so many, without touching them: { id, cost } in order.
local function walk(names, most)
  local groups, list = {}, {}
  for _, rival in ipairs(names) do
    local members = redis.call('ZRANGE', key('g', rival.lane), '0', most - 1, 'WITHSCORES')
    for i = 1, #members, 2 do
      local member = members[i]
      local group = groups[member]
      if not group then
        local band, name = string.match(member, '^(%a+):(.*)$')
        group = { base = BANDS[band] * BAND, name = member, score = tonumber(members[i + 1]), jobs = {}, at = 1 }
        group.root = band == 'front' and math.huge or root(band, name)
        groups[member], list[#list + 1] = group, group
      end
      local jobs = redis.call('ZRANGE', P .. 'w:' .. rival.lane .. ':' .. member, '0', most - 1, 'WITHSCORES')
      for n = 1, #jobs, 2 do group.jobs[#group.jobs + 1] = { id = jobs[n], tag = tonumber(jobs[n + 1]), lane = rival.lane } end
    end
  end
  for _, group in ipairs(list) do
    table.sort(group.jobs, function(a, b)
      if a.tag ~= b.tag then return a.tag < b.tag end
      if a.lane ~= b.lane then return a.lane < b.lane end
      return a.id < b.id
    end)
  end

  local function take(bottomUp)
    local lowest = 0
    for _, group in ipairs(list) do
      if group.jobs[group.at] then lowest = math.max(lowest, group.base) end
    end
    local best
    for _, group in ipairs(list) do
      if group.jobs[group.at] then
        group.rank = group.score - (group.base == 0 and 9 or bottomUp and group.base == lowest and 5 or 0) * BAND
        if not best or group.rank < best.rank or (group.rank == best.rank and group.name < best.name) then best = group end
      end
    end
    if not best then return nil end
    local one = best.jobs[best.at]
    one.cost = tonumber(redis.call('HGET', job(one.id), 'cost')) or 1
    best.at, best.score = best.at + 1, best.base + (best.score - best.base + math.ceil(one.cost / best.root)) -- rounded as a claim's is
    return one
  end

  local served, fence = {}, tonumber(redis.call('HGET', KEYS[1], 'fence')) or 0
  while #served < most do
    fence = fence + 1
    local one = take(fence % 8 == 0)
    if not one then break end
    served[#served + 1] = one
  end
  return served
end

-- How many jobs of a band are served before a group's own tag reaches this, and what they cost.
local function before(names, band, group, tag)
  local jobs, cost, base = 0, 0, BANDS[band] * BAND
  for _, rival in ipairs(names) do
    local order, from = key('g', rival.lane), range(band)
    local groups, scale = {}, 1
    local ahead = redis.call('ZCOUNT', order, from, string.format('%.17g', base + tag))
    if ahead > 0 then
      local first = redis.call('ZCOUNT', order, '-inf', '(' .. from)
      if ahead <= SAMPLE then
        groups = redis.call('ZRANGE', order, first, first + ahead - 1, 'WITHSCORES')
      else
        scale = ahead / SAMPLE
        for i = 0, SAMPLE - 1 do
          local at = first + math.floor((i + 0.5) * scale)
          local one = redis.call('ZRANGE', order, at, at, 'WITHSCORES')
          groups[2 * i + 1], groups[2 * i + 2] = one[1], one[2]
        end
      end
    end
    for i = 1, #groups, 2 do
      local name = string.sub(groups[i], #band + 2)
      if name ~= group then
        local length = redis.call('ZCARD', line(rival.lane, band, name))
        local each = mean(rival.lane, band, name, length, 4)
        local turns = (base + tag - groups[i + 1]) / math.max(1e-9, share(band, name, each))
        turns = math.ceil(turns) + (turns == math.floor(turns) and name < group and 1 or 0) -- of equal tags the name decides
        local n = math.min(length, turns) * scale * rival.part
        jobs, cost = jobs + n, cost + n * each
      end
    end
  end
  return jobs, cost
end

-- { position, ms of work before it }: 1 for the next job to be served, 0 for one that does not wait.
local function position(j)
  if j.state ~= 'waiting' or mode(j.group) == 'paused' then return 0, 0 end
  local names = rivals(j.lane)
  local counts, total, whole = {}, 0, true
  for _, rival in ipairs(names) do
    whole = whole and rival.part == 1
    total = total + redis.call('ZCARD', key('exp', rival.lane))
  end
  if whole and total <= MOST then
    local walked = known.walks[j.lane]
    if not walked then
      walked = walk(names, MOST)
      known.walks[j.lane] = walked
    end
    local cost = 0
    for i, one in ipairs(walked) do
      if one.id == j.id then return i, cost end
      cost = cost + one.cost
    end
  end

  for band in pairs(BANDS) do counts[band] = band == j.band and 0 or waiting(names, band) end
  local own, each, rank = 0, j.cost, 0
  for _, rival in ipairs(names) do
    local own = line(rival.lane, j.band, of(j))
    local ahead = rival.lane == j.lane and redis.call('ZRANK', own, j.id) -- of equal tags the id decides
    rank = rank + (ahead or redis.call('ZCOUNT', own, '-inf', '(' .. string.format('%.17g', j.tag))) * rival.part
  end
  if rank >= 1 then each = mean(j.lane, j.band, of(j), rank, SAMPLE) end
  own = rank
  local cost = rank * each
  if j.band ~= 'front' then
    local score = redis.call('ZSCORE', key('g', j.lane), j.band .. ':' .. j.group)
    local tag = score and score - BANDS[j.band] * BAND or tonumber(redis.call('ZSCORE', P .. 'vt:' .. j.band, j.group)) or 0
    local jobs, theirs = before(names, j.band, j.group, tag + share(j.band, j.group, each) * rank)
    own, cost = own + jobs, cost + theirs
  end
  local up, low = 0, 0
  for band, n in pairs(counts) do
    if BANDS[band] < BANDS[j.band] then up = up + n else low = low + n end
  end
  -- Each eighth claim goes bottom up: it serves lower bands before this one, and then this one before higher ones.
  local ahead = own + up
  local down = ahead + math.min(low, math.floor(ahead / 7))
  local up8 = 8 * (low + own) + 7
  local served = math.floor(math.min(down, j.band == 'front' and down or up8) + 0.5)
  return served + 1, own > 0 and cost * served / own or served * j.cost
end

-- What is predicted now for a kind of clip: ms, or -1 while nothing like it was measured.
local function predicted(model, kind, seconds)
  local name = model .. ' ' .. kind .. ' ' .. seconds
  if not known.guesses[name] then
    local n, mean, all, unit = unpack(redis.call('HMGET', key('est', model), 'n:' .. kind, 'm:' .. kind, average(kind)))
    known.guesses[name] = tonumber(n) and tonumber(mean) or tonumber(all) and unit * seconds or -1
  end
  return known.guesses[name]
end

-- { workers alive, of each (64 at most) its speed, ms at its job or -1, that job's progress and cost, in turn }
local function outlook(lane)
  local alive, list, at = workers(lane), {}, {}
  for _, rival in ipairs(rivals(lane)) do
    for _, id in ipairs(redis.call('ZRANGE', key('act', rival.lane), 0, 255)) do
      local worker, started, progress, cost, model, kind, seconds = fields(id, 'worker', 'started', 'progress', 'cost', 'model', 'kind', 'seconds')
      if worker then
        local fresh = model and predicted(model, kind or '', tonumber(seconds) or 0) or -1
        at[worker] = { now - (tonumber(started) or now), progress or '0', math.floor(fresh > 0 and fresh or tonumber(cost) or 0) }
      end
    end
  end
  for i = 1, math.min(#alive, 64) do
    local own = at[alive[i]] or { -1, '0', 0 }
    list[#list + 1] = redis.call('HGET', key('worker', alive[i]), 'speed') or '1'
    list[#list + 1], list[#list + 2], list[#list + 3] = own[1], own[2], own[3]
  end
  return { #alive, list }
end

-- { id, the job's fields and values (among them, of a job that waits and whose guild is paused, "paused"), position, ms before it, predicted ms or -1, outlook, how wrong estimates were, now }
local function look(id)
  local all, j = redis.call('HGETALL', job(id)), load(id)
  local at, ahead = position(j)
  if j.state == 'waiting' and mode(j.group) == 'paused' then all[#all + 1], all[#all + 2] = 'paused', '1' end
  local open = j.state == 'waiting' or atWorker(j)
  if open and not known.outlook[j.lane] then known.outlook[j.lane] = outlook(j.lane) end
  if open and not known.eta then known.eta = redis.call('HGETALL', P .. 'eta') end
  local guess = -1
  if open then guess = predicted(j.model or '', j.kind, j.seconds) end
  return { id, all, at, math.floor(ahead), math.floor(guess), open and known.outlook[j.lane] or { 0, {} }, open and known.eta or {}, now }
end
