package io.streamweir.client;

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
}
