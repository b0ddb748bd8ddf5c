/**
 * What goes on beside the lanes, by the clock: leases are renewed, delayed entries promoted,
 * inboxes trimmed, lanes say that they live. Begin with {@link
 * io.streamweir.internal.housekeeping.Promoter}; the features behind this package have tasks of
 * their own.
 */
@NullMarked
package io.streamweir.internal.housekeeping;

import org.jspecify.annotations.NullMarked;
