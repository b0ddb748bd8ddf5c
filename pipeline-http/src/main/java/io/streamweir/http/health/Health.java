package io.streamweir.http.health;

/** What a process says of its own state. Answers at once, from any thread. */
public interface Health {
  /**
   * One answer.
   *
   * @param ok whether it is as it should be
   * @param text why, for people; no more than a few lines
   */
  record Answer(boolean ok, String text) {}

  /** Not ok where restarting this process would help. */
  Answer live();

  /** Whether it does its work now. */
  Answer ready();
}
