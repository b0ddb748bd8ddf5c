package io.streamweir.chaos.program;

import java.time.Duration;

/** What the stages compute: simple enough to be known beforehand, and different for each job. */
public final class Answers {
  /** Attempts that a failing job gets at the second stage. */
  public static final int ATTEMPTS = 4;

  /** The attempt at which a retried job succeeds. */
  public static final int SUCCEEDS_AT = 3;

  /** Pieces that a fanned-out job has. */
  public static final int FAN = 3;

  /** Parts that a split job has. */
  public static final int PARTS = 5;

  /** The number of the piece that their gather makes of them. */
  public static final int JOINED = 7;

  /** The attempt at which a part with an odd number succeeds. */
  public static final int ODD_PART_SUCCEEDS_AT = 2;

  /** Keys that the jobs share whose order is kept. */
  public static final int KEYS = 7;

  /** Deliveries that a job which kills its worker gets. */
  public static final int KILLS = 2;

  /** How many jobs missed the checkpoint of an attempt, in the group {@code sums}. */
  public static final String BACK = "checkpoints-back";

  /** Of so many jobs, one ends with a result where the rest ends silently. */
  public static final long RESULT_EVERY = 64;

  /** The schedule's name, and the kind of its jobs, which end at the first stage. */
  public static final String TICK = "tick";

  /** The schedule's interval. */
  public static final Duration TICK_EVERY = Duration.ofMillis(500);

  private static final long MODULUS = 1_000_003;

  private Answers() {}

  /** The value that the first stage gives to a piece. */
  public static long split(long value, int part) {
    return (value + 17L * part) % MODULUS;
  }

  /** What the second stage makes of a value. */
  public static long work(long value) {
    return (31 * value + 7) % MODULUS;
  }

  /** What the last stage makes of a value. */
  public static long total(long value) {
    return value + 1;
  }

  /** What a part of a split makes of a value. */
  public static long part(long value, int part) {
    return (13 * value + part) % MODULUS;
  }

  /** What a gather makes of its sum so far and the next part, which tells their order. */
  public static long joined(long sum, long value, int place) {
    return sum + (place + 1) * value;
  }

  /** The key with which a job is submitted. */
  public static String key(long number, Kind kind, String jobId) {
    return kind == Kind.ORDER ? "key-" + number % KEYS : jobId;
  }

  /** The attempt at which a job passes the stage that keeps the order. */
  public static int passesLineAt(long number) {
    return number % 3 == 0 ? 2 : 1;
  }

  /** Whether an attempt that found this checkpoint should have found a later one. */
  public static boolean wentBack(int attempt, long saved) {
    return saved < attempt - 1;
  }

  /** What an attempt saves that found this: its number; what went back once is never made good. */
  public static long saves(int attempt, long saved) {
    return wentBack(attempt, saved) ? saved : Math.max(saved, attempt);
  }

  /** The name of a piece in the counters. */
  public static String key(long number, int part) {
    return part == 0 ? Long.toString(number) : number + "." + part;
  }

  /** A number that hardly any other set of pieces adds up to: 0 to 65,535. */
  public static long mark(long number, int part) {
    long mixed = (number * 8 + part + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return (mixed ^ (mixed >>> 32)) & 0xFFFF;
  }
}
