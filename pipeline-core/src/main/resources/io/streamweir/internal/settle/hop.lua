-- Settles a batch of entries. Each goes to the next stage as it came, or ends, and may change counters: most batches are such. Each entry
-- is acknowledged. Only if that counted, its successor is appended. An entry that another worker has settled already is fenced: nothing of
-- it happens.
--
-- KEYS  1 inbox, then T target inboxes, then hashes of counters
-- ARGV  group, the consumer of entries that are given back, T, then in order:
--         F target count    then count times: id, job, time, payload    they go to this target, from 1
--         X count           then count times: id                        they end
--         C length          then what counters.lua says                 they change counters; the last thing
-- Needs inbox: TYPE XLEN; state: TYPE
-- Reply { positions of fenced entries, from 1 }, { entries in each target inbox }, { positions of entries that were given back },
--       { number of a counter, change, error ... } of changes that Redis refused
-- Invariant: each entry is settled wholly or not at all. A key of another type and a command that the user may not run are found
-- before the first acknowledgement. A stream without ids is found by its XADD, see runs.lua.

local function refusal(code, key, why)
  return code .. ' nothing was settled: ' .. why .. ' ' .. key
end

-- Why one of these keys may not be used so; nothing where all may.
local function cannot(first, last, type, command, ...)
  for k = first, last do
    local found = call('TYPE', KEYS[k]).ok
    if found ~= type and found ~= 'none' then
      return refusal('WRONGTYPE', KEYS[k], 'a ' .. type .. ' belongs, and there is a ' .. found .. ', at')
    elseif not redis.acl_check_cmd(command, KEYS[k], ...) then
      return refusal('NOPERM', KEYS[k], 'this user may not ' .. command)
    end
  end
end

-- A call without entries tells whether others can be settled. Nothing is acknowledged in it, which else finds out about the inbox.
local wrong = #ARGV == 3 and cannot(1, 1, 'stream', 'XACK', '0', '0') or nil
wrong = wrong or cannot(2, 1 + targets, 'stream', 'XADD', '0', '0', '0') or cannot(2 + targets, #KEYS, 'hash', 'HINCRBY', '0', '0')
if targets > 0 and not redis.acl_check_cmd('XCLAIM', inbox, '0', '0', '0', '0') then
  wrong = wrong or refusal('NOPERM', inbox, 'this user may not XCLAIM')
end
for k = 2, 1 + targets do
  wrong = wrong or not redis.acl_check_cmd('XLEN', KEYS[k]) and refusal('NOPERM', KEYS[k], 'this user may not XLEN')
end
if wrong then
  return redis.error_reply(wrong)
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
    refused = changeCounters(at + 2, at + 1 + tonumber(ARGV[at + 1]), unsettled(fenced, givenBack))
    break
  end
end

local lengths = {}
for k = 1, targets do
  lengths[k] = call('XLEN', KEYS[1 + k])
end
return {fenced, lengths, givenBack, refused}
