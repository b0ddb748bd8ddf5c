package io.streamweir.client;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.pipeline.PipelineFacts;

/**
 * What a submit answers: the job is in Redis.
 *
 * @param jobId by which its result is found; of a duplicate, that of the job that came first
 * @param partition where it lives
 * @param duplicate whether a job with the same dedupe key was there already, so that this one was
 *     not added
 * @param replaced whether this one has taken the place and the id of a debounced job with the same
 *     dedupe key: all clients that submitted it get the result of the last one
 */
public record Receipt(String jobId, int partition, boolean duplicate, boolean replaced) {
  /** Of a job that has replaced no other. */
  public Receipt(String jobId, int partition, boolean duplicate) {
    this(jobId, partition, duplicate, false);
  }

  /**
   * Of a job that was not appended under its own id.
   *
   * @throws InboxFullException where there was no room for it
   * @throws DedupeConflictException where another payload was submitted with its dedupe key
   */
  static Receipt of(PipelineFacts<?> pipeline, int partition, AppendScript.Refusal refusal) {
    if (refusal.full()) {
      throw InboxFullException.of(pipeline);
    }
    if (refusal.reason() == AppendScript.Reason.CONFLICT) {
      throw DedupeConflictException.of(pipeline.name(), refusal.firstJobId());
    }
    boolean replaced = refusal.replaced();
    return new Receipt(refusal.firstJobId(), partition, !replaced, replaced);
  }
}
