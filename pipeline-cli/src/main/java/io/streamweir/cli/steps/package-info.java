/**
 * Changes of many things, step by step: the question before, the progress, the stop between two
 * steps.
 *
 * <p>Start at {@link io.streamweir.cli.steps.SteppedWork}. Next is {@code result}, which shows how
 * jobs ended.
 */
@NullMarked
package io.streamweir.cli.steps;

import org.jspecify.annotations.NullMarked;
