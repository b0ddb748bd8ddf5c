/**
 * JMH benchmarks of what the engine does per entry beside waiting for Redis. Start from {@link
 * io.streamweir.benchmarks.jmh.CodecBenchmark}.
 */
@NullMarked
package io.streamweir.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
