package io.streamweir.benchmarks.contestants;

/** The keys that all contestants of a scenario share: those that Streamweir would use. */
public final class Names {
  /** The pipeline. */
  public static final String PIPELINE = "bench";

  /** The consumer group of every inbox. */
  public static final String GROUP = "workers";

  /** How many entries every contestant reads at once and settles at once. */
  public static final int BATCH = 256;

  /** How many settlements every contestant that can has under way. */
  public static final int IN_FLIGHT = 4;

  private Names() {}

  /** The inbox of a stage of the pipeline. */
  public static String inbox(String stage) {
    return inbox(PIPELINE, stage);
  }

  /** The inbox of a stage of that pipeline. */
  public static String inbox(String pipeline, String stage) {
    return "sw:{" + pipeline + "/0}:inbox:" + stage;
  }

  /** Another key of the same slot. */
  public static String key(String pipeline, String rest) {
    return "sw:{" + pipeline + "/0}:" + rest;
  }
}
