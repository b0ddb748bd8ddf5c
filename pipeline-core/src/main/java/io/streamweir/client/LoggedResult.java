package io.streamweir.client;

import java.time.Instant;

/**
 * How a job ended, as the log of results has it. Immutable and thread-safe.
 *
 * @param partition whose log it is in, from 0
 * @param id its id there; ids of one partition grow
 * @param at when the job ended, by the server's clock
 * @param result how it ended
 */
public record LoggedResult(int partition, String id, Instant at, Result result) {}
