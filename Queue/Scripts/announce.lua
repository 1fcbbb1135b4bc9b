-- A worker says that it lives.
-- ARGV[1] worker  [2...] lanes
-- Returns 'ok'.
for i = 2, #ARGV do
  redis.call('SADD', P .. 'lanes', ARGV[i])
  redis.call('ZADD', key('wk', ARGV[i]), now, ARGV[1])
end
return 'ok'
