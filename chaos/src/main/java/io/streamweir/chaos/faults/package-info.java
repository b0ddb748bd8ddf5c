/**
 * What can go wrong in production, one class each.
 *
 * <p>Start at {@link io.streamweir.chaos.faults.Fault}; {@link io.streamweir.chaos.faults.Faults}
 * lists them.
 */
@NullMarked
package io.streamweir.chaos.faults;

import org.jspecify.annotations.NullMarked;
