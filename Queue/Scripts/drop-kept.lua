-- Drops a clip that could not be delivered and was kept.
-- ARGV[1] id
-- Returns 1, or 0 when none was kept; one that waits for a moderator is not dropped.
return redis.call('ZSCORE', P .. 'reviews', ARGV[1]) and 0 or dropKept(ARGV[1])
