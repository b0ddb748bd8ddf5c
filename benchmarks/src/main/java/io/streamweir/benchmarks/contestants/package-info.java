/**
 * The child's side: one JVM per contestant that does one kind of work when it is told to. Start
 * from {@link io.streamweir.benchmarks.contestants.ContestantMain}; {@code measure} drives it.
 */
@NullMarked
package io.streamweir.benchmarks.contestants;

import org.jspecify.annotations.NullMarked;
