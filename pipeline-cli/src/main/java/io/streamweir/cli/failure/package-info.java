/**
 * Why a command ends early: {@link io.streamweir.cli.failure.UsageException} for wrong usage,
 * {@link io.streamweir.cli.failure.CommandFailedException} for the rest.
 *
 * <p>Start at {@link io.streamweir.cli.failure.Failures}, which puts any exception into words. Next
 * is {@code option}, which holds options that several commands take.
 */
@NullMarked
package io.streamweir.cli.failure;

import org.jspecify.annotations.NullMarked;
