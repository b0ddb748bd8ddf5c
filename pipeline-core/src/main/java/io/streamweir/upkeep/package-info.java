/**
 * How everything periodic is run: one runner that survives what its tasks throw, and one log that
 * says a lasting failure once.
 *
 * <p>Start at {@link io.streamweir.upkeep.Upkeep}. Connections, which need it first, are next, in
 * {@code io.streamweir.redis}.
 */
@NullMarked
package io.streamweir.upkeep;

import org.jspecify.annotations.NullMarked;
