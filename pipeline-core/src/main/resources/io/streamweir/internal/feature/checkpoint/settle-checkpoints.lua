-- The effect of an entry that may have a checkpoint: it is forgotten with the entry. An entry that comes back later, and a dead
-- letter, keep theirs, unless they were overtaken.
--
-- checkpoint, 1 where it is kept or 0
-- Needs checkpoint: UNLINK

local function forget(at)
  call('UNLINK', KEYS[tonumber(ARGV[at])])
end

effects['forget-checkpoint'] = {
  apply = function(_, at)
    if ARGV[at + 1] == '0' then
      forget(at)
    end
  end,
  letGo = forget
}
