/**
 * Dedupe keys: a job that is there already is not submitted again. Begin with {@link
 * io.streamweir.internal.feature.dedupe.HoldRule}, and {@code holding.lua}, which says which job
 * holds a key.
 */
@NullMarked
package io.streamweir.internal.feature.dedupe;

import org.jspecify.annotations.NullMarked;
