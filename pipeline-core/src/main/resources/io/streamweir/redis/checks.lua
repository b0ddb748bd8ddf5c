-- What scripts ask before their first write; it is sent in front of them and is no script of its own.

-- Why the key does not hold what belongs there; nothing where it does, or where there is no such key.
local function must(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= kind then
    return 'WRONGTYPE key ' .. key .. ' holds a ' .. found .. ' where a ' .. kind .. ' belongs'
  end
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
