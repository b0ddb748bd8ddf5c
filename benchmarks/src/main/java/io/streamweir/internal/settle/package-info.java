/**
 * JMH benchmarks of what only this package of the engine sees. Start from {@link
 * io.streamweir.internal.settle.SettlementBenchmark}.
 */
@NullMarked
package io.streamweir.internal.settle;

import org.jspecify.annotations.NullMarked;
