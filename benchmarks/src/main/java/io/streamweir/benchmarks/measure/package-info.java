/**
 * How contestants are measured: in alternation, each in a JVM of its own, against one Redis. Start
 * from {@link io.streamweir.benchmarks.measure.Alternation}; {@code scenarios} says what they do.
 */
@NullMarked
package io.streamweir.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
