/**
 * {@code reader}: who reads a log of results.
 *
 * <p>Start at {@link io.streamweir.cli.reader.ReaderCommand}.
 */
@NullMarked
package io.streamweir.cli.reader;

import org.jspecify.annotations.NullMarked;
