-- Counters as a part of a batch that settle.lua settles; counters.lua says how it is written.
-- Needs state: must

parts['counters'] = changeCounters
