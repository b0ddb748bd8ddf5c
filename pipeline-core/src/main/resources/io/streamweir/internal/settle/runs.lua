-- What most entries need: to go to the next stage as they are, or just to end. This text is sent in front of hop.lua and settle.lua, and is
-- no script of its own. Both begin with the same keys and arguments.
--
-- KEYS  1 inbox
-- ARGV  group, the consumer of entries that are given back, T: how many target inboxes there are
--
-- If an entry's successor finds no id left in its stream, the entry is given back: it is pending again, as if nothing had been tried. So
-- hop.lua need not ask beforehand whether a stream has ids left. That question takes as long as the rest of a hop.
-- Needs inbox: XACK XADD XCLAIM

local call = redis.call
local KEYS, ARGV = KEYS, ARGV -- Lua finds locals faster than globals
local inbox, group, targets = KEYS[1], ARGV[1], tonumber(ARGV[3])
local fenced, givenBack = {}, {}
local position = 0 -- of the entry in the batch, from 1

-- A run of entries that go to one target: target, count, then count times: id, job, time, payload. KEYS has the targets behind
-- `before`. Answers with the argument behind them.
local function forward(at, before)
  local target = KEYS[before + tonumber(ARGV[at])]
  local behind = at + 2 + 4 * tonumber(ARGV[at + 1])
  for k = at + 2, behind - 1, 4 do
    position = position + 1
    if call('XACK', inbox, group, ARGV[k]) == 0 then
      fenced[#fenced + 1] = position
    elseif type(redis.pcall('XADD', target, '*', 'j', ARGV[k + 1], 't', ARGV[k + 2], 'p', ARGV[k + 3])) == 'table' then
      call('XCLAIM', inbox, group, ARGV[2], 0, ARGV[k], 'FORCE', 'JUSTID')
      givenBack[#givenBack + 1] = position
    end
  end
  return behind
end

-- Of these lists of positions, those of entries that were not settled here.
local function unsettled(...)
  local all = {}
  for _, positions in ipairs({...}) do
    for _, k in ipairs(positions) do
      all[#all + 1] = k
    end
  end
  return all
end

-- A run of entries that end: count, then their ids. Answers with the argument behind them.
local function finish(at)
  local last = at + tonumber(ARGV[at])
  for k = at + 1, last do
    position = position + 1
    if call('XACK', inbox, group, ARGV[k]) == 0 then
      fenced[#fenced + 1] = position
    end
  end
  return last + 1
end
