-- What a user, with these roles, and a group may have: { waiting, running, day's ms, weight, band }, numbers or nil, of each.
local function limits(user, roles, group)
  local names = { 'user:' .. user, 'everyone', 'guild:' .. group, 'everyguild' }
  for _, role in ipairs(words(roles)) do names[#names + 1] = 'role:' .. role end
  local rows = {}
  for i, text in ipairs(redis.call('HMGET', P .. 'limits', unpack(names))) do rows[i] = words(text or '') end
  local own, whole = {}, {}
  for what = 1, 5 do
    local best
    for i = 5, #rows do -- of several roles the most generous counts
      local value = tonumber(rows[i][what])
      if value and (not best or (what == 5 and value < best) or (what < 5 and value > best)) then best = value end
    end
    own[what] = tonumber(rows[1][what]) or best or tonumber(rows[2][what])
    whole[what] = tonumber(rows[3][what]) or tonumber(rows[4][what])
  end
  return own, whole
end

-- How many jobs each user and group has at workers, and their cost: counted from the leases, so that no dead worker keeps a place.
local function running()
  local n = {}
  local function add(what, by) n[what] = (n[what] or 0) + by end
  for _, lane in ipairs(lanes()) do
    for _, id in ipairs(redis.call('ZRANGE', key('act', lane), '0', '-1')) do
      local user, group, cost = fields(id, 'user', 'group', 'cost')
      add('u' .. (user or ''), 1)
      add('g' .. (group or ''), 1)
      add('c' .. (user or ''), tonumber(cost) or 0)
      add('C' .. (group or ''), tonumber(cost) or 0)
    end
  end
  return n
end
