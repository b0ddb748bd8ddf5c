/**
 * JMH benchmarks of what only this package of the engine sees. Start from {@link
 * io.streamweir.redis.SettlementBenchmark}.
 */
@NullMarked
package io.streamweir.redis;

import org.jspecify.annotations.NullMarked;
