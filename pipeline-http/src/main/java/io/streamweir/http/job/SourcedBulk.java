package io.streamweir.http.job;

import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Submits lines as a numbered source: sent again from the beginning, none is added twice. Lines may
 * have no options of their own.
 */
final class SourcedBulk<I> implements BulkWay<I> {
  private static final int BATCH = 512;

  private final Submitter<I> submitter;
  private final NumberedSource<I> source;
  private final List<Line<I>> lines = new ArrayList<>();

  /**
   * A line.
   *
   * @param input null where it is refused
   */
  private record Line<I>(long number, @Nullable I input, @Nullable Problem refusal) {}

  SourcedBulk(Submitter<I> submitter, String name, SubmitOptions options) {
    this.submitter = submitter;
    try {
      this.source = submitter.client().source(name, options);
    } catch (IllegalArgumentException e) {
      throw InputProblem.of("/source", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void line(long number, String text, Answers answers)
      throws IOException, InterruptedException {
    try {
      I input = SubmitRequest.sourcedLine(text).input(submitter.inputs());
      add(new Line<>(number, input, null), answers);
    } catch (ProblemException e) {
      refuse(number, e.problem(), answers);
    }
  }

  @Override
  public void refuse(long number, Problem problem, Answers answers)
      throws IOException, InterruptedException {
    add(new Line<>(number, null, problem), answers);
  }

  private void add(Line<I> line, Answers answers) throws IOException, InterruptedException {
    lines.add(line);
    if (lines.size() >= BATCH) {
      flush(answers);
    }
  }

  @Override
  public void flush(Answers answers) throws IOException, InterruptedException {
    List<I> inputs = new ArrayList<>();
    for (Line<I> line : lines) {
      if (line.input() != null) {
        inputs.add(line.input());
      }
    }
    if (!inputs.isEmpty()) {
      answer(source.submit(inputs), answers);
    } else {
      answer(new NumberedSource.Taken(List.of(), 0, List.of()), answers);
    }
    lines.clear();
  }

  private void answer(NumberedSource.Taken taken, Answers answers) throws IOException {
    Iterator<Boolean> added = taken.added().iterator();
    Iterator<String> jobs = taken.jobIds().iterator();
    for (Line<I> line : lines) {
      if (line.refusal() != null) {
        answers.refused(line.number(), line.refusal());
      } else if (added.next()) {
        answers.taken(
            Json.object()
                .put("line", line.number())
                .put("job", jobs.next())
                .put("duplicate", false),
            false);
      } else {
        answers.taken(Json.object().put("line", line.number()).put("duplicate", true), true);
      }
    }
  }
}
