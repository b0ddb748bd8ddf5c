package io.streamweir.client;

/**
 * What a submit answers: the job is in Redis.
 *
 * @param jobId by which its result is found; of a duplicate, that of the job that came first
 * @param partition where it lives
 * @param duplicate whether a job with the same dedupe key was there already, so that this one was
 *     not added
 */
public record Receipt(String jobId, int partition, boolean duplicate) {}
