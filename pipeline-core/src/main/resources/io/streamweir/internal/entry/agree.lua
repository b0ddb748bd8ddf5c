-- Makes sure that all programs that use a pipeline agree on what it is.
--
-- KEYS  1 meta
-- ARGV  pairs of field and value
-- Needs meta: HEXISTS HGETALL HSET
-- Reply pairs of field and value as they are now: a field that was absent has taken the given value
-- Invariant: a field that is set keeps its value.

-- Writes only where it must, so that a worker can start beside a server that is full.
for k = 1, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[k]) == 0 then
    redis.call('HSET', KEYS[1], ARGV[k], ARGV[k + 1])
  end
end
return redis.call('HGETALL', KEYS[1])
