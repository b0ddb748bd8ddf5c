/**
 * The connection to Redis: the only place that knows the client library. Begin with {@link
 * io.streamweir.internal.wire.Wire}, which sends a {@link io.streamweir.internal.wire.Command}, and
 * {@link io.streamweir.internal.wire.Script}; {@code internal.entry} says what lies in Redis.
 */
@NullMarked
package io.streamweir.internal.wire;

import org.jspecify.annotations.NullMarked;
