/**
 * {@code submit}: lines of a file as jobs, or one directory of the pipeline manifest.
 *
 * <p>Start at {@link io.streamweir.cli.submit.SubmitCommand}.
 */
@NullMarked
package io.streamweir.cli.submit;

import org.jspecify.annotations.NullMarked;
