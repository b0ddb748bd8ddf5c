/**
 * The one runner of everything periodic. Begin with {@link io.streamweir.internal.upkeep.Upkeep};
 * every package behind this one gives it tasks.
 */
@NullMarked
package io.streamweir.internal.upkeep;

import org.jspecify.annotations.NullMarked;
