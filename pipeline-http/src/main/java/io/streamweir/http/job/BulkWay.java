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

  /**
   * Begins to make jobs of some lines. Always called by one thread, which may call it again before
   * these lines are answered.
   */
  Begun begin(List<BulkLine> lines);

  /** Lines whose jobs are under way. */
  interface Begun {
    /** Waits for what became of the lines and answers each, in their order. */
    void answer(BulkAnswers answers) throws IOException, InterruptedException;
  }
}
