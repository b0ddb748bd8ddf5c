/**
 * What Redis says of all stages at one moment, and what follows from several such moments: rates,
 * drain times and outages.
 *
 * <p>Start at {@link io.streamweir.cli.status.sample.StatusSampler}. Next is {@code status.watch},
 * which shows it again and again.
 */
@NullMarked
package io.streamweir.cli.status.sample;

import org.jspecify.annotations.NullMarked;
