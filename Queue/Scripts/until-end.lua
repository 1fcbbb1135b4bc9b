-- How long no end is due, as far as is known.
-- Returns milliseconds, 0 for none, -1 for no end in sight.
local due = redis.call('ZRANGE', P .. 'out', 0, 0, 'WITHSCORES')[2]
return due and math.max(0, due - now) or -1
