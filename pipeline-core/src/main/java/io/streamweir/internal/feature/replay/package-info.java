/**
 * Dead letters and settled entries, run once more. Begin with {@link
 * io.streamweir.internal.feature.replay.DeadStream}.
 */
@NullMarked
package io.streamweir.internal.feature.replay;

import org.jspecify.annotations.NullMarked;
