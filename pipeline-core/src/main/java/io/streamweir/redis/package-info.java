/**
 * How we talk to Redis: connections, keys, the decoding of entries and one class per script. The
 * only package that knows the client library.
 *
 * <p>Start at {@link io.streamweir.redis.RedisLink}; what happens to an entry at its end is {@link
 * io.streamweir.redis.SettleScript}. How work gets in is next, in {@code io.streamweir.client}.
 */
@NullMarked
package io.streamweir.redis;

import org.jspecify.annotations.NullMarked;
