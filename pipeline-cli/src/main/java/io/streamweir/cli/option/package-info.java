/**
 * Options that several commands take, and how durations, times and priorities are read.
 *
 * <p>Start at {@link io.streamweir.cli.option.PipelineOption}. Next is {@code terminal}, which is
 * where a command prints.
 */
@NullMarked
package io.streamweir.cli.option;

import org.jspecify.annotations.NullMarked;
