/**
 * What is measured: one class per scenario. Start from {@link
 * io.streamweir.benchmarks.scenarios.Scenario}; {@code report} shows what came out.
 */
@NullMarked
package io.streamweir.benchmarks.scenarios;

import org.jspecify.annotations.NullMarked;
