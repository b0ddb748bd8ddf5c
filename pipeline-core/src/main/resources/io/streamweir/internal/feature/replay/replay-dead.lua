-- Puts dead letters back into the inbox they came from, with fresh attempts, and counts the replay in field `x`. They hold no
-- dedupe key any more.
--
-- KEYS  1 dead, 2 inbox
-- ARGV  ids of dead letters
-- Needs dead: XRANGE XDEL; inbox: XADD
-- Reply how many were replayed; an id that is there no longer is passed over
-- Invariant: a letter is in the dead stream or in the inbox, never in both and never in neither.

local call = redis.call
local replayed = 0

local denied = denier('nothing was replayed')
local wrong = denied('XADD', KEYS[2]) or denied('XDEL', KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
for _, id in ipairs(ARGV) do
  local letter = call('XRANGE', KEYS[1], id, id)[1]
  if letter then
    local fields = {}
    local replays = 0
    for k = 1, #letter[2], 2 do
      local name = string.match(letter[2][k], '^f:(.*)$')
      if name == 'x' then
        replays = tonumber(letter[2][k + 1]) or 0
      elseif name and name ~= 'a' and name ~= 'u' and name ~= 'w' and name ~= 'q' then
        fields[#fields + 1] = name
        fields[#fields + 1] = letter[2][k + 1]
      end
    end
    if #fields > 0 then
      fields[#fields + 1] = 'x'
      fields[#fields + 1] = tostring(replays + 1)
      local added = redis.pcall('XADD', KEYS[2], '*', unpack(fields))
      if type(added) == 'table' then -- the inbox has no ids left
        return replayed > 0 and replayed or added
      end
      call('XDEL', KEYS[1], letter[1])
      replayed = replayed + 1
    end
  end
end
return replayed
