-- The effect of an entry that appends to a stream of somebody else's.
-- Needs inbox: mayNotAppend XADD
--
-- stream, then fields

effects['append-foreign'] = {
  apply = function(_, at, last)
    call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(ARGV, at + 1, last))
  end
}
