/**
 * {@code status}: how the stages of all pipelines are, once or again and again.
 *
 * <p>Start at {@link io.streamweir.cli.status.StatusCommand}.
 */
@NullMarked
package io.streamweir.cli.status;

import org.jspecify.annotations.NullMarked;
