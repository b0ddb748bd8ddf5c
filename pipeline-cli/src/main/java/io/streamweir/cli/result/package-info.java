/**
 * How a job ended, for people and as JSON.
 *
 * <p>Start at {@link io.streamweir.cli.result.ResultPrinter}. Next is {@code report}, which shows
 * what the access logs hold.
 */
@NullMarked
package io.streamweir.cli.result;

import org.jspecify.annotations.NullMarked;
