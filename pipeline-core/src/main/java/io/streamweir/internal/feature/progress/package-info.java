/**
 * Progress of handlers: clients see how far the handlers say that they have come. Begin with {@link
 * io.streamweir.internal.feature.progress.ProgressBoard} and {@code show-progress.lua}.
 *
 * <p>It has nothing to do with the parts of splits: what those have done is counted by their
 * gather.
 */
@NullMarked
package io.streamweir.internal.feature.progress;

import org.jspecify.annotations.NullMarked;
