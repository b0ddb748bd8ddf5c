package io.streamweir.http.job;

import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.InputProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Submits lines as a numbered source: sent again from the beginning, none is added twice. Lines may
 * have no options of their own.
 */
final class SourcedBulk<I> implements BulkWay<I> {
  private final NumberedSource<I> source;

  SourcedBulk(Submitter<I> submitter, String name, SubmitOptions options) {
    try {
      this.source = submitter.client().source(name, options);
    } catch (IllegalArgumentException e) {
      throw InputProblem.of("/source", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public SubmitRequest request(byte[] line) {
    return SubmitRequest.sourcedLine(line);
  }

  @Override
  public void submit(List<BulkLine<I>> lines, BulkAnswers answers)
      throws IOException, InterruptedException {
    List<I> inputs = new ArrayList<>();
    for (BulkLine<I> line : lines) {
      if (line.input() != null) {
        inputs.add(line.input());
      }
    }
    if (!inputs.isEmpty()) {
      answer(lines, source.submit(inputs), answers);
    } else {
      answer(lines, new NumberedSource.Taken(List.of(), 0, List.of()), answers);
    }
  }

  private static <I> void answer(
      List<BulkLine<I>> lines, NumberedSource.Taken taken, BulkAnswers answers) throws IOException {
    Iterator<Boolean> added = taken.added().iterator();
    Iterator<String> jobs = taken.jobIds().iterator();
    for (BulkLine<I> line : lines) {
      if (line.refusal() != null) {
        answers.refused(line.number(), line.refusal());
      } else if (added.next()) {
        answers.taken(line.number(), jobs.next());
      } else {
        answers.known(line.number());
      }
    }
  }
}
