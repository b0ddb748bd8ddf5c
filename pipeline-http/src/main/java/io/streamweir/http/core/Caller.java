package io.streamweir.http.core;

/**
 * Who sends a request, what the caller may do, and how much of it. Thread-safe: requests of one
 * caller run side by side.
 */
public interface Caller {
  /** Everything may be done, without limits: the caller of a server that has no tokens. */
  Caller LOCAL =
      new Caller() {
        @Override
        public String name() {
          return "local";
        }

        @Override
        public boolean may(Role role) {
          return true;
        }

        @Override
        public boolean sees(String pipeline) {
          return true;
        }
      };

  /** The name that the log and the audit stream say. */
  String name();

  /** Whether the caller has the role. */
  boolean may(Role role);

  /** Whether the caller may know of the pipeline. */
  boolean sees(String pipeline);

  /**
   * Whether the caller may still do what it might when it sent its request. What goes on for long
   * asks again and again, on a thread that may not wait.
   */
  default boolean valid() {
    return true;
  }

  /** The most bytes that a body may have. */
  default long maxBodyBytes() {
    return Long.MAX_VALUE;
  }

  /**
   * Counts one request.
   *
   * @throws ProblemException where the caller sends too many
   */
  default void admit() {}

  /**
   * Takes one of the caller's open streams or waits; closing it gives it back.
   *
   * @throws ProblemException where the caller has too many
   */
  default Slot open(Open kind) {
    return () -> {};
  }

  /** What stays open for a while. */
  enum Open {
    /** A stream of events, or a bulk submit. */
    STREAM,
    /** A request that waits for the end of a job. */
    WAIT
  }

  /** One open stream or wait. Closing it twice does no harm. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }
}
