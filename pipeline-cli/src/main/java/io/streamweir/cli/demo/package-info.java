/**
 * {@code demo}: a Redis, workers and jobs on one machine, and the report of what was counted.
 *
 * <p>Start at {@link io.streamweir.cli.demo.DemoCommand}, then {@link io.streamweir.cli.demo.Demo}.
 */
@NullMarked
package io.streamweir.cli.demo;

import org.jspecify.annotations.NullMarked;
