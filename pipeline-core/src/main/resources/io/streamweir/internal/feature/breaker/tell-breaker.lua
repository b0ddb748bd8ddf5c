-- Says that a worker's breaker of a stage is not closed; or that it is.
--
-- KEYS  1 breakers of the stage, a sorted set by when each worker was heard last, in ms since 1970
-- ARGV  what the worker said last (empty: nothing), what it says now (empty: the breaker is closed), ms after which that is forgotten
-- Needs breakers: say
-- Reply { what it said now }
-- Invariant: what was not said again in time is forgotten, each by itself and the key as a whole.

return say(KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]))
