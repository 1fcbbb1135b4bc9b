-- What counts of what is said of a user with these roles and of a group: { waiting, running, day's ms, weight, band } of each, numbers or nil.
-- First what the guild says of its member: the member's own word, else the most generous of the roles', else that for all members. Then what
-- the owner says of the user: an own word, else everyone's. Last what is said of the group.
local function limits(user, roles, group)
  local names = { 'user:' .. user, 'everyone', 'guild:' .. group, 'everyguild' }
  if string.sub(group, 1, 1) ~= '@' then
    names[5], names[6] = 'member:' .. group .. ':' .. user, 'members:' .. group
    for _, role in ipairs(words(roles)) do names[#names + 1] = 'role:' .. role end
  end
  local rows = {}
  for i, text in ipairs(redis.call('HMGET', P .. 'limits', unpack(names))) do rows[i] = words(text or '') end
  local member, own, whole = {}, {}, {}
  for what = 1, 5 do
    local best
    for i = 7, #rows do
      local value = tonumber(rows[i][what])
      if value and (not best or (what == 5 and value < best) or (what < 5 and value > best)) then best = value end
    end
    if #rows > 4 then member[what] = tonumber(rows[5][what]) or best or tonumber(rows[6][what]) end
    own[what] = tonumber(rows[1][what]) or tonumber(rows[2][what])
    whole[what] = tonumber(rows[3][what]) or tonumber(rows[4][what])
  end
  return member, own, whole
end

-- How many jobs each user, group and user of a group has at workers, and their cost: counted from the leases, so that no dead worker keeps a place.
local function running()
  local n = {}
  local function add(what, by) n[what] = (n[what] or 0) + by end
  for _, lane in ipairs(lanes()) do
    for _, id in ipairs(redis.call('ZRANGE', key('act', lane), '0', '-1')) do
      local user, group, cost = fields(id, 'user', 'group', 'cost')
      local both = (group or '') .. ' ' .. (user or '')
      add('u' .. (user or ''), 1)
      add('m' .. both, 1)
      add('M' .. both, tonumber(cost) or 0)
      add('g' .. (group or ''), 1)
      add('c' .. (user or ''), tonumber(cost) or 0)
      add('C' .. (group or ''), tonumber(cost) or 0)
    end
  end
  return n
end
