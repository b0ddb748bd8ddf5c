/**
 * Where Redis is and how to connect: what programs configure and open.
 *
 * <p>Start at {@link io.streamweir.redis.RedisLink}. What is sent over it is next, in {@code
 * io.streamweir.internal.wire}.
 */
@NullMarked
package io.streamweir.redis;

import org.jspecify.annotations.NullMarked;
