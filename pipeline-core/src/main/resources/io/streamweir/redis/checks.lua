-- What scripts ask before their first write; it is sent in front of them and is no script of its own.

-- Why the key does not hold what belongs there; nothing where it does, or where there is no such key.
local function must(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= kind then
    return 'WRONGTYPE key ' .. key .. ' holds a ' .. found .. ' where a ' .. kind .. ' belongs'
  end
end

-- Why nothing can be appended to the stream; nothing where something can. Anyone may append with the highest id that there is, and
-- no id comes behind that one.
local function exhausted(stream)
  local info = redis.call('TYPE', stream).ok == 'stream' and redis.pcall('XINFO', 'STREAM', stream) or {}
  for k = 1, #info, 2 do
    if info[k] == 'last-generated-id' and info[k + 1] == '18446744073709551615-18446744073709551615' then
      return 'EXHAUSTED stream ' .. stream .. ' has given out its last id and takes no entry any more'
    end
  end
end

-- A full server refuses whatever may take memory, until the script has removed something. So scripts that make room in the end call
-- this before their first write. It removes a member that no sorted set has.
local function allowWhenFull(set)
  redis.call('ZREM', set, '\0streamweir')
end

-- A script runs with its user's permissions, command by command, and those can change at any time. Answers with a function that
-- says why the user may not run a command on a key, and what comes of that; nothing where it may.
local function denier(consequence)
  return function(command, key)
    if not redis.acl_check_cmd(command, key) then
      return 'NOPERM ' .. consequence .. ': this user may not ' .. command .. ' ' .. key
    end
  end
end
