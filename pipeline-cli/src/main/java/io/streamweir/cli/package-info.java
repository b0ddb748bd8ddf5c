/**
 * The {@code streamweir} command: one class per subcommand, each of which reads its options, asks
 * the engine and prints. What they share is the {@link io.streamweir.cli.Session} of one run.
 *
 * <p>Start at {@link io.streamweir.cli.Main}, then {@code StreamweirCommand}, which lists the
 * subcommands.
 */
@NullMarked
package io.streamweir.cli;

import org.jspecify.annotations.NullMarked;
