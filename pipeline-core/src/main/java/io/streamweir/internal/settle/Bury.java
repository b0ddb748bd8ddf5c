package io.streamweir.internal.settle;

import io.streamweir.internal.entry.ResultMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes the entry a dead letter, and ends the job with its failure.
 *
 * @param reason which kind of failure, one word
 * @param error what happened, for people: the first line says it, more lines may say where
 * @param attempts how many attempts failed
 * @param jobId whose failure to store and publish; null where there is no job id
 * @param failure the failure
 */
public record Bury(
    String reason, String error, int attempts, @Nullable String jobId, ResultMessage failure)
    implements Effect {
  private static final KeyUse INBOX = KeyUse.ofAny("XRANGE");
  private static final KeyUse DEAD = KeyUse.appends();

  @Override
  public void write(EffectWriter to) {
    write(to.effect("bury"), this);
  }

  /** Writes the arguments of a burial, as those effects have them that bury the entry. */
  public static void write(EffectWriter to, Bury bury) {
    to.uses(INBOX, to.keys().inbox(to.stage())).key(DEAD, to.keys().dead(to.stage()));
    to.add(bury.reason()).add(bury.error()).add(bury.attempts());
    if (bury.jobId() == null) {
      to.noEnd();
    } else {
      to.end(bury.jobId(), bury.failure());
    }
  }
}
