/**
 * What must come of the jobs, what did come of them, and whether that is the same. Does no I/O.
 *
 * <p>Start at {@link io.streamweir.chaos.oracle.Checker}. The servers are next, in {@code
 * io.streamweir.chaos.site}.
 */
@NullMarked
package io.streamweir.chaos.oracle;

import org.jspecify.annotations.NullMarked;
