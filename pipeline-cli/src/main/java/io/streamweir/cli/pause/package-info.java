/**
 * {@code pause} and {@code resume}: an operator holds the work of a stage, or of a pipeline.
 *
 * <p>Start at {@link io.streamweir.cli.pause.PauseCommand}.
 */
@NullMarked
package io.streamweir.cli.pause;

import org.jspecify.annotations.NullMarked;
