/**
 * {@code report}: what the pipeline access-log has counted. The demo ends with the same report.
 *
 * <p>Start at {@link io.streamweir.cli.report.ReportCommand}. Next is {@code worker}, which is the
 * first of the commands that know no other.
 */
@NullMarked
package io.streamweir.cli.report;

import org.jspecify.annotations.NullMarked;
