/**
 * The pipelines on the class path, and which of them a command is about.
 *
 * <p>Start at {@link io.streamweir.cli.found.Pipelines}. Next is {@code session}, which is one run
 * of the command.
 */
@NullMarked
package io.streamweir.cli.found;

import org.jspecify.annotations.NullMarked;
