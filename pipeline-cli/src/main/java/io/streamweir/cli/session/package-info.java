/**
 * One run of the command: its streams, its global options and its way to Redis. Every command is
 * given the {@link io.streamweir.cli.session.Session}.
 *
 * <p>Start at {@link io.streamweir.cli.session.Session}. Next is {@code input}, which reads what is
 * submitted.
 */
@NullMarked
package io.streamweir.cli.session;

import org.jspecify.annotations.NullMarked;
