-- Counters as a part of a batch that settle.lua settles; counters.lua says how it is written.

parts['counters'] = changeCounters
