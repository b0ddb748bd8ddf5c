package io.streamweir.internal.settle;

import java.util.Collection;

/** What a handler works on, for one entry or for several, as far as its time is bounded. */
public interface HandlerRun {
  /** A run of the handler begins that {@link #timeOut} may end; answers with its number. */
  int beginRun();

  /** The run is over; answers whether it was ended, in which case its interrupt is taken back. */
  boolean endRun();

  /** That run of the handler has taken too long and is interrupted, if it still goes on. */
  void timeOut(int number);

  /**
   * That run of the handler has not heeded its interrupt: nobody waits for it any more. Answers
   * whether it still goes on.
   */
  boolean giveUp(int number);

  /** The entries that it handles. */
  Collection<Held> entries();

  /** What the handler's thread is doing, innermost first. */
  StackTraceElement[] trace();

  /** Whether nobody wants to hear any more what a handler says of it. */
  boolean moot();
}
