/**
 * Delayed entries that an operator wants to run now. Begin with {@link
 * io.streamweir.internal.feature.runnow.RunNowScript}; workers need nothing for it, since they look
 * at the sets that it changes.
 */
@NullMarked
package io.streamweir.internal.feature.runnow;

import org.jspecify.annotations.NullMarked;
