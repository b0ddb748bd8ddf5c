package io.streamweir.chaos.rig;

import java.util.List;

/** Submits jobs while things break. Thread-safe. */
public sealed interface Producer extends AutoCloseable permits Load, NumberedProducer {
  /** Begins to submit. */
  void start();

  /** How many jobs Redis has said to have. */
  long acknowledged();

  /** How many submits found the inbox full. */
  long full();

  /**
   * Submits no more and waits until the fate of all jobs is as known as it will be.
   *
   * @throws IllegalStateException where submits stay without any answer
   */
  void stop();

  /** What submits failed with that no submit may fail with. */
  List<String> surprises();

  @Override
  void close();
}
