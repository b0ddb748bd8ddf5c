package io.streamweir.http.stage;

import io.streamweir.http.core.Fields;
import io.streamweir.inspect.JobFilter;

/** What the bodies of operators' requests have in common. */
public final class Bodies {
  private Bodies() {}

  /** The filter that {@code where} says. */
  public static JobFilter where(Fields body) {
    try {
      return JobFilter.of(body.texts("where"));
    } catch (IllegalArgumentException e) {
      body.wrong("where", String.valueOf(e.getMessage()));
      return JobFilter.ALL;
    }
  }

  /**
   * Has the engine check a member.
   *
   * @throws io.streamweir.http.core.ProblemException where it complains
   */
  public static void check(Fields body, String name, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      body.wrong(name, String.valueOf(e.getMessage()));
      body.end();
    }
  }
}
