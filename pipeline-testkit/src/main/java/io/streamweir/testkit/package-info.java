/**
 * A real Redis for tests, and a proxy that cuts and delays the way to it.
 *
 * <p>Start from {@code WithRedis}; a test that breaks its server starts one of its own with {@code
 * RedisServer}, and a test that breaks the network puts a {@code TcpProxy} between.
 */
@NullMarked
package io.streamweir.testkit;

import org.jspecify.annotations.NullMarked;
