package io.streamweir.http.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.http.operation.Stepping.Step;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What an operation is to do. Immutable but for what its steps count beside the changes.
 *
 * @param from the cursor with which it begins
 * @param there about how many things there are to look at
 * @param perSecond how many may be changed in a second; 0 for as many as can be
 * @param dryRun whether it only counts
 * @param steps what is done
 * @param beside what steps count beside the changes, by name; written by the thread that runs them
 * @param request what the client asked for, to be shown
 */
public record Plan(
    String from,
    long there,
    double perSecond,
    boolean dryRun,
    Step steps,
    Map<String, Long> beside,
    ObjectNode request) {
  /** One that begins at a cursor, as fast as can be. */
  public static Plan of(String from, long there, ObjectNode request, Step steps) {
    return new Plan(from, there, 0, false, steps, new ConcurrentHashMap<>(), request);
  }

  /** The components that change, by name. */
  private final class Draft {
    double perSecond = Plan.this.perSecond;
    boolean dryRun = Plan.this.dryRun;
    Step steps = Plan.this.steps;
    Map<String, Long> beside = Plan.this.beside;
    ObjectNode request = Plan.this.request;
  }

  private Plan with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new Plan(
        from, there, draft.perSecond, draft.dryRun, draft.steps, draft.beside, draft.request);
  }

  /** The same at this rate. */
  public Plan withPerSecond(double perSecond) {
    return with(draft -> draft.perSecond = perSecond);
  }

  /** The same that only counts, by these steps and as fast as can be. */
  public Plan counting(Step steps) {
    return with(
        draft -> {
          draft.perSecond = 0;
          draft.dryRun = true;
          draft.steps = steps;
        });
  }

  /** The same whose steps count into this. */
  public Plan withBeside(Map<String, Long> beside) {
    return with(draft -> draft.beside = beside);
  }

  /** The same by a shorter request. */
  Plan withRequest(ObjectNode shorter) {
    return with(draft -> draft.request = shorter);
  }

  /** The same to be shown, which keeps nothing of what its steps need. */
  Plan withoutSteps() {
    return with(draft -> draft.steps = Plan::over);
  }

  private static Advance over(String cursor, int limit) {
    throw new IllegalStateException("it has ended");
  }

  Advance step(String cursor, int limit) {
    return steps.from(cursor, limit);
  }
}
