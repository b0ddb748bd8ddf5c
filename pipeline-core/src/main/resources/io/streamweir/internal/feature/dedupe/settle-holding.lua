-- The effect on a dedupe key when the job that holds it has more or fewer entries: the last one lets go of the key. If another job holds
-- the key, nothing happens.
--
-- dedupe key, job, change, ttl in ms after which the key is forgotten
-- Needs unique: must

effects['hold-key'] = {
  apply = function(_, at)
    hold(KEYS[tonumber(ARGV[at])], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3])
  end,
  -- An entry of a cancelled job holds no key any more, with any outcome.
  letGo = function(at)
    hold(KEYS[tonumber(ARGV[at])], ARGV[at + 1], -1, ARGV[at + 3])
  end
}
