-- Takes down that a user is to be forgotten, until forget-end.
-- ARGV[1] user  [2] a mark drawn by chance, that takes the user's place where something stays
-- Returns { when it was asked for first, the mark that stands }.
redis.call('HSETNX', P .. 'forgetting', ARGV[1], NOW .. ' ' .. ARGV[2])
local asked, mark = string.match(redis.call('HGET', P .. 'forgetting', ARGV[1]), '^(%d+) (.*)$')
return { tonumber(asked), mark }
