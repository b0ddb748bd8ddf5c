/**
 * What is submitted: a file, a pipe or the sample, read as lines, and each line as a job.
 *
 * <p>Start at {@link io.streamweir.cli.input.LineInput}, then {@link
 * io.streamweir.cli.input.Submission}. Next is {@code steps}, for changes of many things.
 */
@NullMarked
package io.streamweir.cli.input;

import org.jspecify.annotations.NullMarked;
