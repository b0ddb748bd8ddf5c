package io.streamweir.http.job;

import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Submits lines as a numbered source: sent again from the beginning, none is added twice. Lines may
 * have no options of their own.
 */
final class SourcedBulk implements BulkWay {
  private final NumberedSource<byte[]> source;

  SourcedBulk(Submitter<?> submitter, String name, SubmitOptions options) {
    try {
      this.source = submitter.client().ofPayloads().source(name, options);
    } catch (IllegalArgumentException e) {
      throw InputProblem.of("/source", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public SubmitRequest request(byte[] line, Inputs<?> inputs) {
    return SubmitRequest.sourcedLine(line, inputs);
  }

  /** A source waits for its answers itself, so that nothing leaves before. */
  @Override
  public Begun begin(List<BulkLine> lines) {
    return answers -> submit(lines, answers);
  }

  /**
   * Submits the lines up to the first that is refused. Those behind it would take its number, and a
   * mended source would not be what was sent before.
   */
  private void submit(List<BulkLine> lines, BulkAnswers answers)
      throws IOException, InterruptedException {
    List<byte[]> payloads = new ArrayList<>();
    BulkLine refused = null;
    for (BulkLine line : lines) {
      byte[] payload = line.payload();
      if (payload == null) {
        refused = line;
        break;
      }
      payloads.add(payload);
    }
    if (!payloads.isEmpty()) {
      answer(lines, source.submit(payloads), answers);
    }
    if (refused != null) {
      answers.refused(refused.number(), Objects.requireNonNull(refused.refusal()));
      throw Problem.of(
              ProblemType.INVALID_INPUT,
              "the source ends at line "
                  + refused.number()
                  + ", which is refused: mend it, and send the source again from the beginning")
          .asException();
    }
  }

  private static void answer(List<BulkLine> lines, NumberedSource.Taken taken, BulkAnswers answers)
      throws IOException {
    Iterator<BulkLine> line = lines.iterator();
    Iterator<String> jobs = taken.jobIds().iterator();
    for (boolean added : taken.added()) {
      long number = line.next().number();
      if (added) {
        answers.taken(number, jobs.next());
      } else {
        answers.known(number);
      }
    }
  }
}
