package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Lines;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Problems;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits one job per line, and answers each line by one, in order, while lines still come. One
 * thread reads lines, another one submits and answers them. Needs as much memory for a million
 * lines as for a thousand.
 */
final class Bulk {
  private static final Logger LOG = LoggerFactory.getLogger(Bulk.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER_BYTES = 32 << 10;

  private final Engine engine;
  private final Clients clients;
  private final Duration patience;

  Bulk(Engine engine, Clients clients) {
    this(engine, clients, PATIENCE);
  }

  /**
   * With another patience.
   *
   * @param patience how long it waits for a line that is not blank
   */
  Bulk(Engine engine, Clients clients, Duration patience) {
    this.engine = engine;
    this.clients = clients;
    this.patience = patience;
  }

  Answer submit(Request request) {
    return answer(request, clients.of(request.parameter("pipeline")).join());
  }

  private Answer answer(Request request, Submitter<?> submitter) {
    ObjectNode options = SubmitRequest.queryOptions(request);
    Optional<String> source = request.query("source");
    BulkWay way =
        source.isPresent()
            ? new SourcedBulk(submitter, source.get(), OptionsReader.read(options))
            : new PlainBulk(submitter, options);
    return Answer.written(
        "application/x-ndjson",
        out ->
            run(
                new BulkReader(submitter.inputs(), way, new Lines(request.stream()), patience),
                way,
                out));
  }

  private void run(BulkReader reader, BulkWay way, OutputStream out) throws IOException {
    engine.background(
        () -> {
          reader.run();
          return true;
        });
    BulkAnswers answers = new BulkAnswers(new BufferedOutputStream(out, ANSWER_BYTES));
    try {
      submitAll(reader, way, answers);
      answers.end(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answers.end(Problem.stopping());
    } catch (RuntimeException e) {
      Optional<Problem> problem = Problems.of(e);
      if (problem.isEmpty()) {
        LOG.error("a bulk submit failed", e);
      }
      answers.end(problem.orElse(Problem.of(ProblemType.INTERNAL, "the server's log says more")));
    } finally {
      reader.close();
    }
  }

  /** What was taken is answered before the next line is waited for. */
  private static void submitAll(BulkReader reader, BulkWay way, BulkAnswers answers)
      throws IOException, InterruptedException {
    for (List<BulkLine> lines = reader.next(); !lines.isEmpty(); lines = reader.next()) {
      submit(lines, way, answers);
      if (!reader.ready()) {
        answers.flush();
      }
    }
  }

  /**
   * If the thread is interrupted meanwhile, the lines that have no answer were sent all the same.
   */
  private static void submit(List<BulkLine> lines, BulkWay way, BulkAnswers answers)
      throws IOException {
    try {
      way.submit(lines, answers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.submitUncertain(
              "the server stops; the jobs of lines without an answer may have been added")
          .asException();
    }
  }
}
