-- Puts dead letters into their own inbox or another stage's, with fresh attempts, and counts the replay in field `x`. They hold no dedupe
-- key any more. One letter may be given another payload; then a copy of the letter as it was is kept.
--
-- KEYS  1 dead, 2 inbox, 3 replaced, a stream of letters that were given other payloads
-- ARGV  how many of these to keep (0: payloads stay as they are), the new payload, then ids of dead letters
-- Needs dead: XRANGE XDEL; inbox: XADD; replaced: mayNotAppend XADD
-- Reply how many were replayed; ids that are no longer there are passed over, and foreign letters of more fields than Lua can pass on
-- Invariant: a letter is in the dead stream or in the inbox, never in both and never in neither. If its payload is replaced, the copy is
-- written in the same step.

local call = redis.call
local kept, payload = tonumber(ARGV[1]), ARGV[2]
local replayed = 0
local MOST_WORDS = 7900 -- Lua passes no more than 8000 arguments; a script that ends there has done half

local denied = denier('nothing was replayed')
local wrong = denied('XADD', KEYS[2]) or denied('XDEL', KEYS[1])
if kept > 0 then
  wrong = wrong or mayNotAppend(KEYS[3], denied)
end
if wrong then
  return redis.error_reply(wrong)
end

-- The fields with which the letter comes back; empty where it has none.
local function again(letter)
  local fields, replays = {}, 0
  for k = 1, #letter, 2 do
    local name = string.match(letter[k], '^f:(.*)$')
    if name == 'x' then
      replays = tonumber(letter[k + 1]) or 0
    elseif name and not (name == 'p' and kept > 0) and name ~= 'a' and name ~= 'u' and name ~= 'w' and name ~= 'q' then
      fields[#fields + 1] = name
      fields[#fields + 1] = letter[k + 1]
    end
  end
  if #fields > 0 then
    if kept > 0 then
      fields[#fields + 1] = 'p'
      fields[#fields + 1] = payload
    end
    fields[#fields + 1] = 'x'
    fields[#fields + 1] = tostring(replays + 1)
  end
  return fields
end

for n = 3, #ARGV do
  local letter = call('XRANGE', KEYS[1], ARGV[n], ARGV[n])[1]
  local fields = letter and #letter[2] <= MOST_WORDS and again(letter[2]) or {}
  if #fields > 0 then
    local added = redis.pcall('XADD', KEYS[2], '*', unpack(fields))
    if type(added) == 'table' then -- the inbox has no ids left
      return replayed > 0 and replayed or added
    end
    if kept > 0 then
      call('XADD', KEYS[3], 'MAXLEN', kept, '*', 'as', added, unpack(letter[2]))
    end
    call('XDEL', KEYS[1], letter[1])
    replayed = replayed + 1
  end
end
return replayed
