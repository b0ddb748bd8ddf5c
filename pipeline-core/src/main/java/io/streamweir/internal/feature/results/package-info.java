/**
 * The log of results: how readers come through it, each at a pace of its own, and how it is
 * trimmed. Whoever ends a job appends to it by {@code ends.lua}. Begin with {@link
 * io.streamweir.internal.feature.results.EndLog}.
 */
@NullMarked
package io.streamweir.internal.feature.results;

import org.jspecify.annotations.NullMarked;
