package io.streamweir.internal.housekeeping;

/** Hears what the promoter is told of the jobs that were cancelled. */
public interface KnownCancelled {
  /** The highest score of a cancelled job that was heard of; 0 for none. */
  long known();

  /** What one look at Redis told. On one thread at a time. */
  void heard(PromoteScript.Reply reply);
}
