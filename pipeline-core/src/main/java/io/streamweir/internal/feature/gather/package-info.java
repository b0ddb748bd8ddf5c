/**
 * Splits and gathers: a job becomes parts, and their results become one entry again. Begin with
 * {@link io.streamweir.internal.feature.gather.Gathers} and {@code gathers.lua}.
 */
@NullMarked
package io.streamweir.internal.feature.gather;

import org.jspecify.annotations.NullMarked;
