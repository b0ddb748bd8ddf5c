package io.streamweir.client;

/** What a reader of the log of results does with each end. */
@FunctionalInterface
public interface ResultHandler {
  /** Takes one end. Whatever it throws, the same end comes again after a pause. */
  void handle(LoggedResult result) throws Exception;

  /**
   * Hears that the log had trimmed ends before this reader came to them: it was away, or too slow,
   * for longer than the log keeps an end. Each is told once. Default: does nothing; the log of the
   * program has it anyhow.
   *
   * @param partition in which they were
   * @param ends how many
   */
  default void missed(int partition, long ends) {}
}
