-- Settles a batch of entries of which each goes to the next stage as it is, or ends, and may change counters: most batches are such.
-- Each entry is acknowledged and, only where that counted, its successor is appended. An entry that another worker has settled
-- already is fenced: nothing of it happens.
--
-- KEYS  1 inbox, then T target inboxes, then hashes of counters
-- ARGV  group, the consumer of entries that are given back, T, then in order:
--         F target count    then count times: id, job, time, payload    they go to this target, from 1
--         X count           then count times: id                        they end
--         C length          then what counters.lua says                 they change counters; the last thing
-- Needs inbox: XLEN; state: TYPE
-- Reply { positions of fenced entries, from 1 }, { entries in each target inbox }, { positions of entries that were given back },
--       { number of a counter, change, error ... } of changes that Redis refused
-- Invariant: each entry is settled wholly or not at all. What could refuse a counter is found before the first acknowledgement.

local function refuse(code, key, why)
  return redis.error_reply(code .. ' nothing was settled: ' .. key .. ' ' .. why)
end

if targets > 0 and not redis.acl_check_cmd('XCLAIM', inbox, '0', '0', '0', '0') then
  return refuse('NOPERM', inbox, 'may not be run XCLAIM on by this user')
end
for k = 2, 1 + targets do
  if not redis.acl_check_cmd('XLEN', KEYS[k]) then
    return refuse('NOPERM', KEYS[k], 'may not be run XLEN on by this user')
  end
end
for k = 2 + targets, #KEYS do
  local kind = call('TYPE', KEYS[k]).ok
  if kind ~= 'hash' and kind ~= 'none' then
    return refuse('WRONGTYPE', KEYS[k], 'holds a ' .. kind .. ' where a hash belongs')
  elseif not redis.acl_check_cmd('HINCRBY', KEYS[k], '0', '0') then
    return refuse('NOPERM', KEYS[k], 'may not be run HINCRBY on by this user')
  end
end

local refused = {}
local at, last = 4, #ARGV
while at <= last do
  local run = ARGV[at]
  if run == 'F' then
    at = forward(at + 1, 1)
  elseif run == 'X' then
    at = finish(at + 1)
  else
    refused = changeCounters(at + 2, at + 1 + tonumber(ARGV[at + 1]), fenced)
    break
  end
end

local lengths = {}
for k = 1, targets do
  lengths[k] = call('XLEN', KEYS[1 + k])
end
return {fenced, lengths, givenBack, refused}
