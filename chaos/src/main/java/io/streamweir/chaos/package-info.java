/**
 * The command {@code ./streamweir-chaos}: makes trouble under load and checks what became of every
 * job.
 *
 * <p>Start at {@link io.streamweir.chaos.Main}. What is worked on is in {@code
 * io.streamweir.chaos.program}.
 */
@NullMarked
package io.streamweir.chaos;

import org.jspecify.annotations.NullMarked;
