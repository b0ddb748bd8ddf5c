/**
 * What Redis says of all stages at one moment, and what follows from several such moments: rates
 * and drain times.
 *
 * <p>Start at {@link io.streamweir.http.sample.StatusSampler}. Next is {@code view}, which shows it
 * as JSON.
 */
@NullMarked
package io.streamweir.http.sample;

import org.jspecify.annotations.NullMarked;
