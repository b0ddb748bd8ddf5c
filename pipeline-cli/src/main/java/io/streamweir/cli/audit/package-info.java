/**
 * {@code audit}: what operators have changed.
 *
 * <p>Start at {@link io.streamweir.cli.audit.AuditCommand}.
 */
@NullMarked
package io.streamweir.cli.audit;

import org.jspecify.annotations.NullMarked;
