/**
 * The connection to Redis: the only place that knows the client library. Begin with {@link
 * io.streamweir.internal.wire.Wire}, which sends a {@link io.streamweir.internal.wire.Command}, and
 * {@link io.streamweir.internal.wire.Script}; what scripts need of their user is in {@link
 * io.streamweir.internal.wire.Needs}. {@code internal.entry} says what lies in Redis.
 *
 * <p>Lettuce finds the master that sentinels name. It routes commands by the slot of their first
 * key and follows redirections. What must stay on one server, Lettuce does not route: {@code
 * Connector.connectTo} opens a plain connection to the server that holds a key now. That connection
 * neither follows the key nor comes back after it was cut. docs/operations.md lists what each kind
 * of connection does in a failover.
 */
@NullMarked
package io.streamweir.internal.wire;

import org.jspecify.annotations.NullMarked;
