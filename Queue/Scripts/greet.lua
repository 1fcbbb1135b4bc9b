-- Said first on each new connection. After a failover the newest claims may be forgotten, and their tokens would be given again: tokens
-- go on from a higher number wherever the data may be another server's.
-- Returns 'ok'.
local schema, replid = unpack(redis.call('HMGET', KEYS[1], 'schema', 'replid'))
local newer = guard(schema)
if newer then return newer end
if not schema then
  if redis.call('TYPE', P .. 'lanes').ok == 'set' then -- of the first schema; its jobs find their places again when they are mended
    for _, lane in ipairs(redis.call('SMEMBERS', P .. 'lanes')) do redis.call('DEL', P .. 'w:' .. lane .. ':normal') end
  end
  redis.call('DEL', P .. 'lanes', P .. 'exp')
  redis.call('HSET', KEYS[1], 'schema', SCHEMA) -- last: who may not do the rest leaves it to another
end
local replication = redis.call('INFO', 'replication')
local id = string.match(replication, 'master_replid:(%x+)')
if id and id ~= replid then
  redis.call('HSET', KEYS[1], 'replid', id)
  if replid then
    for _, name in ipairs({ 'fence', 'outFence' }) do
      local last = tonumber(redis.call('HGET', KEYS[1], name)) or 0
      redis.call('HSET', KEYS[1], name, string.format('%.0f', (math.floor(last / 4294967296) + 1) * 4294967296))
    end
  end
end
return 'ok'
