/**
 * Keyed stages: entries of one key run in the order of their arrival, one after the other. One
 * worker owns a partition; what must wait is parked. Begin with {@link
 * io.streamweir.internal.feature.keyed.KeyedStage} and {@code parking.lua}.
 */
@NullMarked
package io.streamweir.internal.feature.keyed;

import org.jspecify.annotations.NullMarked;
