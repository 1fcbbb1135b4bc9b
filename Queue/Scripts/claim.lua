-- Leases the next job of some lanes to a worker.
-- ARGV as claim() takes them. Returns what claim() returns.
return claim(1)
