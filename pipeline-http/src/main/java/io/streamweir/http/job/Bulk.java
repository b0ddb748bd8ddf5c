package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Lines;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Problems;
import io.streamweir.http.core.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits one job per line, and answers each line by one, in order, while lines still come. Needs
 * as much memory for a million lines as for a thousand.
 */
final class Bulk {
  private static final Logger LOG = LoggerFactory.getLogger(Bulk.class);

  private final Clients clients;

  Bulk(Clients clients) {
    this.clients = clients;
  }

  Answer submit(Request request) {
    Submitter<?> submitter = clients.of(request.parameter("pipeline")).join();
    return answer(request, submitter);
  }

  private static <I> Answer answer(Request request, Submitter<I> submitter) {
    ObjectNode options = SubmitRequest.queryOptions(request);
    Optional<String> source = request.query("source");
    BulkWay<I> way =
        source.isPresent()
            ? new SourcedBulk<>(submitter, source.get(), OptionsReader.read(options))
            : new PlainBulk<>(submitter, options);
    return Answer.written(
        "application/x-ndjson", out -> new Run<>(way, out).all(new Lines(request.stream())));
  }

  /** One body on its way. */
  private static final class Run<I> implements BulkWay.Answers {
    private final BulkWay<I> way;
    private final OutputStream out;
    private long submitted;
    private long duplicates;
    private long refused;

    Run(BulkWay<I> way, OutputStream out) {
      this.way = way;
      this.out = out;
    }

    void all(Lines lines) throws IOException {
      try {
        while (next(lines)) {
          if (lines.tooLong()) {
            way.refuse(lines.number(), tooLong(lines), this);
          } else if (!lines.blank()) {
            way.line(lines.number(), lines.text(), this);
          }
        }
        way.flush(this);
        end(null);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        end(Problem.stopping());
      } catch (RuntimeException e) {
        Optional<Problem> problem = Problems.of(e);
        if (problem.isEmpty()) {
          LOG.error("a bulk submit failed", e);
        }
        end(problem.orElse(Problem.of(ProblemType.INTERNAL, "the server's log says more")));
      }
    }

    /** What was taken is answered before the next line is waited for. */
    private boolean next(Lines lines) throws IOException, InterruptedException {
      if (!lines.ready()) {
        way.flush(this);
        out.flush();
      }
      return lines.next();
    }

    private static Problem tooLong(Lines lines) {
      return Problem.of(
          ProblemType.TOO_LARGE,
          lines.length() + " bytes; a line must have fewer than " + Lines.LIMIT);
    }

    /** Without it a client does not know whether it got all. */
    private void end(@Nullable Problem problem) throws IOException {
      ObjectNode end =
          Json.object()
              .put("end", true)
              .put("submitted", submitted)
              .put("duplicates", duplicates)
              .put("refused", refused);
      if (problem != null) {
        end.set("problem", problem.json());
      }
      write(end);
      out.flush();
    }

    @Override
    public void taken(ObjectNode receipt, boolean duplicate) throws IOException {
      submitted += duplicate ? 0 : 1;
      duplicates += duplicate ? 1 : 0;
      write(receipt);
    }

    @Override
    public void refused(long line, Problem problem) throws IOException {
      refused++;
      ObjectNode answer = Json.object().put("line", line);
      answer.set("problem", problem.json());
      write(answer);
    }

    private void write(ObjectNode line) throws IOException {
      out.write(Json.bytes(line));
      out.write('\n');
    }
  }
}
