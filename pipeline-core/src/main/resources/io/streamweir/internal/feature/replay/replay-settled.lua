-- Appends settled entries of an inbox once more, with a header that names the replay. One bounded step of a walk from a first to a last id.
-- Redis remembers how far the walk has come: if a caller does not know whether a step happened, it calls again.
--
-- KEYS  1 inbox, 2 the walk's state, a hash of `at` (id of the last entry that was looked at), `replayed` and `passed`
-- ARGV  group, first id, last id, most entries to look at, most entries that the inbox may hold, state's ttl in
--       ms, the replay's name
-- Needs inbox: must TYPE XADD XLEN XPENDING XRANGE XINFO|GROUPS; replay: must HGETALL HSET PEXPIRE
-- Reply DONE, MORE or FULL (the inbox has no room: call again later), how many the walk has appended so far, how many that are
--       not settled it has passed over so far
-- Each arrival counts once. An entry is left out if it is a further attempt (`a`), a replay (`x`, or the header), or an entry that comes
-- back from parking (`q`).
-- Invariant: an entry is appended and the state moved past it in one step, or neither. An error says that nothing was appended.

local call = redis.call
local inbox, state = KEYS[1], KEYS[2]
local group, last, looks, most = ARGV[1], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local header = 'streamweir-replay=' .. ARGV[7]

local denied = denier('nothing was appended')
local wrong = must(inbox, 'stream') or must(state, 'hash') or denied('XADD', inbox) or denied('HSET', state)
  or denied('PEXPIRE', state)
if wrong then
  return redis.error_reply(wrong)
end

local function named(flat)
  local names = {}
  for k = 1, #flat, 2 do
    names[flat[k]] = flat[k + 1]
  end
  return names
end

local known = named(call('HGETALL', state))
local from = known['at'] and '(' .. known['at'] or ARGV[2]
local replayed, passed = tonumber(known['replayed'] or 0), tonumber(known['passed'] or 0)

local ours
if call('TYPE', inbox).ok == 'stream' then
  for _, info in ipairs(call('XINFO', 'GROUPS', inbox)) do
    local one = named(info)
    ours = one['name'] == group and one or ours
  end
end

local found = call('XRANGE', inbox, from, last, 'COUNT', looks)
local pending = {}
if ours and #found > 0 then
  local first = found[1][1]
  repeat -- of those that are pending some may be deleted, so there may be more than were found
    local page = call('XPENDING', inbox, group, first, found[#found][1], looks)
    for _, item in ipairs(page) do
      pending[item[1]] = true
    end
    first = #page == looks and '(' .. page[#page][1] or nil
  until not first
end

local function settled(id)
  return ours and not isAbove(id, ours['last-delivered-id']) and not pending[id]
end

-- The entry as it was, but for a dedupe key that it held, with the replay among its headers; nothing for one that is an attempt or
-- a replay of another one.
local function withHeader(fields)
  local copy, headers = {}, header
  for k = 1, #fields, 2 do
    local name, value = fields[k], fields[k + 1]
    if name == 'a' or name == 'x' or name == 'q' or (name == 'h' and string.find('&' .. value, '&streamweir-replay=', 1, true)) then
      return nil
    elseif name == 'h' then
      headers = value .. '&' .. header
    elseif name ~= 'u' and name ~= 'w' then
      copy[#copy + 1] = name
      copy[#copy + 1] = value
    end
  end
  copy[#copy + 1] = 'h'
  copy[#copy + 1] = headers
  return copy
end

local room = ours and most - (ours['lag'] or call('XLEN', inbox)) - ours['pending'] or most
local at, refusal
local full = false
for _, entry in ipairs(found) do
  local copy = #entry[2] <= 4000 and withHeader(entry[2]) -- Lua passes no more than 8000 arguments
  if copy and settled(entry[1]) then
    if room <= 0 then
      full = true
      break
    end
    local added = redis.pcall('XADD', inbox, '*', unpack(copy))
    if type(added) == 'table' then
      refusal = added
      break
    end
    room, replayed = room - 1, replayed + 1
  elseif copy then
    passed = passed + 1
  end
  at = entry[1]
end
if at then
  call('HSET', state, 'at', at, 'replayed', replayed, 'passed', passed)
  call('PEXPIRE', state, ARGV[6])
end
if refusal and not at then
  return refusal
end
return {(full or refusal) and 'FULL' or (#found < looks and 'DONE' or 'MORE'), replayed, passed}
