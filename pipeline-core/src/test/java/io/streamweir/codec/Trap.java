package io.streamweir.codec;

import java.util.concurrent.atomic.AtomicInteger;

/** A class that says when somebody initialises it or makes one, as a gadget would. */
public final class Trap {
  static {
    Counter.SPRUNG.incrementAndGet();
  }

  /** As Avro would make one of a string. */
  public Trap(String text) {
    Counter.SPRUNG.incrementAndGet();
  }

  /** As Avro would make one of nothing. */
  public Trap() {
    Counter.SPRUNG.incrementAndGet();
  }

  /** Apart from the trap, so that looking at it does not spring it. */
  static final class Counter {
    static final AtomicInteger SPRUNG = new AtomicInteger();

    private Counter() {}
  }
}
