/**
 * Steps through the entries of a stage that have not ended: waiting, pending, delayed, parked.
 * Begin with {@link io.streamweir.internal.feature.jobs.InboxWalk}; workers need nothing for it.
 */
@NullMarked
package io.streamweir.internal.feature.jobs;

import org.jspecify.annotations.NullMarked;
