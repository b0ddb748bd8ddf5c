/**
 * What came out, for people and programs: tables, JSON, charts, the document. Start from {@link
 * io.streamweir.benchmarks.report.RunResult}.
 */
@NullMarked
package io.streamweir.benchmarks.report;

import org.jspecify.annotations.NullMarked;
