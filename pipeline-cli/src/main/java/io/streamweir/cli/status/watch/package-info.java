/**
 * {@code status --watch}: the whole screen on a terminal, else a line or a JSON object per sample.
 *
 * <p>Start at {@link io.streamweir.cli.status.watch.StatusWatch}, then {@link
 * io.streamweir.cli.status.watch.WatchScreen}. Next is {@code status}, which is the command.
 */
@NullMarked
package io.streamweir.cli.status.watch;

import org.jspecify.annotations.NullMarked;
