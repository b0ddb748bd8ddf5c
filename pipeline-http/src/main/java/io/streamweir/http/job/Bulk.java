package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Problems;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private static final int MOST_UNDER_WAY = 4; // batches: Redis always has one more to do

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
        out -> run(new BulkReader(submitter.inputs(), way, request.stream(), patience), way, out));
  }

  private void run(BulkReader reader, BulkWay way, OutputStream out) throws IOException {
    engine.background(
        () -> {
          reader.run();
          return true;
        });
    BulkAnswers answers = new BulkAnswers(out);
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

  /**
   * While Redis takes lines, the next ones are sent to it. What was taken is answered before the
   * next line is waited for.
   */
  private static void submitAll(BulkReader reader, BulkWay way, BulkAnswers answers)
      throws IOException, InterruptedException {
    Deque<Batch> underWay = new ArrayDeque<>();
    for (List<BulkLine> lines = reader.next(); !lines.isEmpty(); lines = reader.next()) {
      underWay.add(new Batch(lines, begin(lines, way)));
      while (!underWay.isEmpty() && (underWay.size() == MOST_UNDER_WAY || !reader.ready())) {
        answer(underWay.remove(), reader, answers);
        if (!reader.ready()) {
          answers.flush();
        }
      }
    }
    while (!underWay.isEmpty()) {
      answer(underWay.remove(), reader, answers);
    }
    reader.checkEnd();
  }

  /** Lines that are under way together. */
  private record Batch(List<BulkLine> lines, BulkWay.Begun begun) {}

  /** If it fails, this is told when its turn comes: the lines before it have answers. */
  private static BulkWay.Begun begin(List<BulkLine> lines, BulkWay way) {
    try {
      return way.begin(lines);
    } catch (RuntimeException e) {
      return answers -> {
        throw e;
      };
    }
  }

  /**
   * If the thread is interrupted meanwhile, the lines that have no answer were sent all the same.
   */
  private static void answer(Batch batch, BulkReader reader, BulkAnswers answers)
      throws IOException {
    try {
      batch.begun().answer(answers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.submitUncertain(
              "the server stops; the jobs of lines without an answer may have been added")
          .asException();
    }
    reader.answered(batch.lines());
  }
}
