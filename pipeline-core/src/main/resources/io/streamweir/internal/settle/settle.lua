-- Settles a batch of entries of one inbox: acknowledges each one, and carries out its effects only if the acknowledgement counted. An entry
-- that another worker has settled already is fenced: none of its effects happen. Batches that need no effects go through hop.lua.
--
-- KEYS  1 inbox, 2 results channel, then T target inboxes, then the keys of each use
-- ARGV  group, the consumer of entries that are given back, T, PUBLISH or SPUBLISH, place of `cancelled` in KEYS or 0, 1 where the
--       clock is read or 0, place of `ends` in KEYS or 0, for how many ms that keeps an end, how many channels the partition's results have, U uses, then for each use: type, keys, n, n commands. The type is that of the keys, or `any`, or `append`
--       for a stream that must take new entries; the commands are run on them. Then in order:
--         F target count             then count times: id, job, time, payload   they go to this target, from 1
--         X count                    then count times: id                       they end, or have part in what concerns the batch
--         G id length                then effects, as effects.lua says, of so many words
--         P name length              then what the part of the batch of this name says; behind all entries
-- Needs inbox: must mayNotAppend XACK XLEN
-- Reply { positions of fenced entries, from 1 }, { entries in each target inbox }, { positions of entries that were overtaken: the job
--       that they were to end or to put off had been cancelled, or their gather is over. They are acknowledged, and nothing else },
--       { number of a counter, change, error ... } of changes that Redis refused, { positions of entries that were given back }
-- Invariant: before the first acknowledgement the script finds keys of a wrong type, commands that the user may not run, and streams
-- without ids. Behind it a full server refuses nothing. So a settlement happens wholly or not at all. A cancelled job gets no other end.

local denied = denier('nothing was settled')
local wrong = must(inbox, 'stream')
for k = 3, 2 + targets do
  wrong = wrong or denied('XLEN', KEYS[k])
end
local at, key = 11, 3 + targets
for _ = 1, tonumber(ARGV[10]) do
  local kind, keys, commands = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  for c = at + 3, at + 2 + commands do
    wrong = wrong or denied(ARGV[c], KEYS[key]) -- keys of one use differ in a name alone
  end
  for k = key, key + keys - 1 do
    if kind == 'append' then
      wrong = wrong or mayNotAppend(KEYS[k], denied)
    elseif kind ~= 'any' then
      wrong = wrong or must(KEYS[k], kind)
    end
  end
  at, key = at + 3 + commands, key + keys
end
if anyCancelled then
  wrong = wrong or denied('ZSCORE', cancelled)
end
if wrong then
  return redis.error_reply(wrong)
end

local function isOvertaken(from, to)
  while from < to do
    local effect = effects[ARGV[from]]
    local job = anyCancelled and effect.job and effect.job(from + 2)
    if job and isCancelled(job) or effect.over and effect.over(from + 2) then
      return true
    end
    from = from + 2 + tonumber(ARGV[from + 1])
  end
end

local function letGo(from, to)
  while from < to do
    local effect = effects[ARGV[from]]
    if effect.letGo then
      effect.letGo(from + 2)
    end
    from = from + 2 + tonumber(ARGV[from + 1])
  end
end

local function apply(id, from, to)
  while from < to do
    local last = from + 1 + tonumber(ARGV[from + 1])
    effects[ARGV[from]].apply(id, from + 2, last)
    from = last + 1
  end
end

local overtaken, without, refused = {}, nil, {}
local last = #ARGV
while at <= last do
  local run = ARGV[at]
  if run == 'F' then
    at = forward(at + 1, 2)
  elseif run == 'X' then
    at = finish(at + 1)
  elseif run == 'G' then
    local id, from = ARGV[at + 1], at + 3
    local behind = from + tonumber(ARGV[at + 2])
    local first = effects[ARGV[from]]
    position = position + 1
    if first.mayRun and not first.mayRun(from + 2) or call('XACK', inbox, group, id) == 0 then
      fenced[#fenced + 1] = position
    elseif isOvertaken(from, behind) then
      overtaken[#overtaken + 1] = position
      letGo(from, behind)
    else
      apply(id, from, behind)
    end
    at = behind
  else
    local behind = at + 3 + tonumber(ARGV[at + 2])
    without = without or unsettled(fenced, overtaken, givenBack)
    refused = parts[ARGV[at + 1]](at + 3, behind - 1, without) or refused
    at = behind
  end
end

local lengths = {}
for k = 1, targets do
  lengths[k] = call('XLEN', KEYS[2 + k])
end
return {fenced, lengths, overtaken, refused, givenBack}
