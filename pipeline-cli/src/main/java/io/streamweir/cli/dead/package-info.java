/**
 * {@code dead} and {@code replay}: dead letters and settled entries, to look at or to run once
 * more.
 *
 * <p>Start at {@link io.streamweir.cli.dead.DeadCommand}.
 */
@NullMarked
package io.streamweir.cli.dead;

import org.jspecify.annotations.NullMarked;
