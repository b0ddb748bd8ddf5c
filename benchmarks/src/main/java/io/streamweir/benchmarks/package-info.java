/**
 * Benchmarks of Streamweir beside the bare loop and its peers. Start from {@link
 * io.streamweir.benchmarks.Main}; {@code scenarios} says what is measured.
 */
@NullMarked
package io.streamweir.benchmarks;

import org.jspecify.annotations.NullMarked;
