package io.streamweir.http.job;

import io.streamweir.http.core.ProblemException;
import java.io.IOException;
import java.util.List;

/** How the lines of a bulk submit become jobs. */
interface BulkWay {
  /**
   * What a line describes.
   *
   * @throws ProblemException where it makes no sense
   */
  SubmitRequest request(byte[] line, Inputs<?> inputs);

  /** Makes jobs of some lines and answers each, in their order. Always called by one thread. */
  void submit(List<BulkLine> lines, BulkAnswers answers) throws IOException, InterruptedException;
}
