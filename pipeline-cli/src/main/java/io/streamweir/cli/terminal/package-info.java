/**
 * Where a command prints and what it hears: standard output and error, the keyboard, the whole
 * screen, and signals.
 *
 * <p>Start at {@link io.streamweir.cli.terminal.Output} and {@link
 * io.streamweir.cli.terminal.Terminal}. Next is {@code found}, which finds the pipelines.
 */
@NullMarked
package io.streamweir.cli.terminal;

import org.jspecify.annotations.NullMarked;
