-- How hop.lua and settle.lua change counters; it is sent in front of them and is no script of its own.
--
-- ARGV  number of counters, then for each: its hash's place in KEYS, field, change by the whole batch; then for each entry that changes
--       any: its position, and its own part of the changes, as `1:5 3:-2` by counter number. That is read only where the entry
--       does not count after all, to take it back.
--
-- Changes are 64-bit numbers in decimal digits, which a number of Lua holds exactly only below 2^53. So they stay texts wherever
-- they can, and are added up in two parts where entries are fenced.
-- Needs state: HINCRBY

local PART = 1000000000 -- the lower part has 9 digits

local function addParts(sum, text, sign)
  local minus, digits = string.match(text, '^(-?)(%d+)$')
  sign = minus == '-' and -sign or sign
  sum.high = sum.high + sign * (tonumber(string.sub(digits, 1, -10)) or 0)
  sum.low = sum.low + sign * tonumber(string.sub(digits, -9))
end

local function sumText(sum)
  local high, low = sum.high + math.floor(sum.low / PART), sum.low % PART
  if high < 0 and low > 0 then
    high, low = high + 1, low - PART
  end
  if high == 0 then
    return string.format('%.0f', low)
  end
  return string.format('%.0f%09.0f', high, math.abs(low))
end

-- Notes what the entry's own `counts` are by which the changes of the batch are too large.
local function takeBack(taken, counts)
  for counter, delta in string.gmatch(counts, '(%d+):(-?%d+)') do
    local sum = taken[tonumber(counter)] or {high = 0, low = 0}
    taken[tonumber(counter)] = sum
    addParts(sum, delta, -1)
  end
end

-- Makes the changes of all entries but those at the positions in `without`. If a counter was overwritten with text, or would leave 64 bits,
-- that must not undo what is acknowledged. Answers with a list of such counters: the number of each, its change, and what Redis said.
local function changeCounters(at, last, without)
  local counters = tonumber(ARGV[at])
  local taken, left = {}, {}
  for _, position in ipairs(without) do
    left[position] = true
  end
  if #without > 0 then
    for k = at + 1 + 3 * counters, last, 2 do
      if left[tonumber(ARGV[k])] then
        takeBack(taken, ARGV[k + 1])
      end
    end
  end
  local refused = {}
  for counter = 1, counters do
    local change = ARGV[at + 3]
    if taken[counter] then
      addParts(taken[counter], change, 1)
      change = sumText(taken[counter])
    end
    if change ~= '0' then
      local answer = redis.pcall('HINCRBY', KEYS[tonumber(ARGV[at + 1])], ARGV[at + 2], change)
      if type(answer) == 'table' then
        refused[#refused + 1] = counter
        refused[#refused + 1] = change
        refused[#refused + 1] = answer.err
      end
    end
    at = at + 3
  end
  return refused
end
