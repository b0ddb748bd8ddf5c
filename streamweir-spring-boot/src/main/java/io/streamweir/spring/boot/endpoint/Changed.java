package io.streamweir.spring.boot.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What a change has done.
 *
 * @param pipeline the pipeline
 * @param action what was asked for
 * @param changed how many things have changed: pauses, dead letters, schedules or jobs
 * @param job the id of the job that was submitted; null for none
 */
public record Changed(String pipeline, String action, long changed, @Nullable String job) {}
