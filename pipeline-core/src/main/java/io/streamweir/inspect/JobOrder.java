package io.streamweir.inspect;

/** In which order a page has the entries of one place. */
public enum JobOrder {
  /** As they came; delayed ones by their time. */
  OLDEST,
  /** The other way round. Only what is waiting or dead can be read so. */
  NEWEST;

  /** Whether entries of this state can be read in this order. */
  public boolean fits(JobState state) {
    return this == OLDEST || state == JobState.WAITING || state == JobState.DEAD;
  }
}
