/**
 * Checkpoints: what a handler saves for the next run of the same entry. Begin with {@link
 * io.streamweir.internal.feature.checkpoint.Checkpoints} and {@code save-checkpoint.lua}.
 *
 * <p>A save is fenced as a settlement is. The settlement that ends the entry forgets what was
 * saved.
 */
@NullMarked
package io.streamweir.internal.feature.checkpoint;

import org.jspecify.annotations.NullMarked;
