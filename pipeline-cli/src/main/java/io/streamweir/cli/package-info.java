/**
 * The {@code streamweir} command. Each family of subcommands has a package and knows no other
 * family; what they share stands before them, and this package puts them together.
 *
 * <p>Start at {@link io.streamweir.cli.Main}, then {@code StreamweirCommand}, which lists the
 * subcommands. Next is {@code session}: the run that every subcommand is given.
 */
@NullMarked
package io.streamweir.cli;

import org.jspecify.annotations.NullMarked;
