package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Problem;
import java.io.IOException;

/** How the lines of a bulk submit become jobs. For one thread. */
interface BulkWay<I> {
  /** Takes one line, which may be answered later. */
  void line(long number, String text, Answers answers) throws IOException, InterruptedException;

  /** Answers a line that makes no job, behind those before it. */
  void refuse(long number, Problem problem, Answers answers)
      throws IOException, InterruptedException;

  /** Answers all lines that were taken. */
  void flush(Answers answers) throws IOException, InterruptedException;

  /** Takes answers, in the order of lines. */
  interface Answers {
    /** A line's job is in Redis. */
    void taken(ObjectNode receipt, boolean duplicate) throws IOException;

    /** A line made no job. */
    void refused(long line, Problem problem) throws IOException;
  }
}
