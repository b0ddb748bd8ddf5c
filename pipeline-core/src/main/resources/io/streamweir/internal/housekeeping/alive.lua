-- Says that a worker lives, what it works on, and how its lanes do; or that it stops.
--
-- KEYS  1 workers of the pipeline, a sorted set by when each was heard last, in ms since 1970
-- ARGV  what the worker said last (empty: nothing), what it says of itself now (one word, see WorkerWord), its name,
--       ms after which it is forgotten, whether it stops (1 or 0)
-- Needs workers: say
-- Reply { what it said now, empty where it stops }
-- Invariant: what was not said again in time is forgotten, each by itself and the key as a whole.

local before, word, worker, life = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
return say(KEYS[1], before, ARGV[5] == '1' and '' or word .. ' ' .. worker, life)
