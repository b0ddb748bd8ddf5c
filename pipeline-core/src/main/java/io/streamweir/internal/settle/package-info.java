/**
 * How an entry leaves its inbox: one script acknowledges a batch of entries and carries out their
 * effects. Begin with {@link io.streamweir.internal.settle.Effect} and {@code settle.lua}; {@code
 * internal.lane} decides which effects an entry has.
 */
@NullMarked
package io.streamweir.internal.settle;

import org.jspecify.annotations.NullMarked;
