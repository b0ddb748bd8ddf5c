/**
 * A real Redis for tests, and the means to break it: kill it, freeze it, cut the way to it.
 *
 * <p>Start from {@link io.streamweir.testkit.WithRedis}. A test that breaks its server starts one
 * of its own with {@link io.streamweir.testkit.RedisServer#start}; one that breaks the network puts
 * a {@link io.streamweir.testkit.TcpProxy} between; one that loses a master starts a {@link
 * io.streamweir.testkit.RedisCluster} or a {@link io.streamweir.testkit.SentinelGroup}; one that
 * kills a worker runs it in a {@link io.streamweir.testkit.ChildJvm}.
 *
 * <p>{@link io.streamweir.testkit.WithMethods} needs no Redis: it checks configuration types.
 */
@NullMarked
package io.streamweir.testkit;

import org.jspecify.annotations.NullMarked;
