package io.streamweir.http.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes the answers to lines, one line each, and counts them. For one thread. */
final class BulkAnswers {
  private static final int ANSWER_BYTES = 32 << 10;
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .rootValueSeparator("") // lines end in a line feed of their own
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final JsonGenerator out;
  private long submitted;
  private long duplicates;
  private long refused;

  BulkAnswers(OutputStream out) throws IOException {
    this.out = FACTORY.createGenerator(new BufferedOutputStream(out, ANSWER_BYTES));
  }

  /** A line's job is in Redis. */
  void taken(long line, String job, int partition, boolean duplicate) throws IOException {
    begin(line);
    out.writeStringField("job", job);
    out.writeNumberField("partition", partition);
    end(duplicate);
  }

  /** The same where the partition is not known. */
  void taken(long line, String job) throws IOException {
    begin(line);
    out.writeStringField("job", job);
    end(false);
  }

  /** The line's job was added before. */
  void known(long line) throws IOException {
    begin(line);
    end(true);
  }

  private void begin(long line) throws IOException {
    out.writeStartObject();
    out.writeNumberField("line", line);
  }

  private void end(boolean duplicate) throws IOException {
    submitted += duplicate ? 0 : 1;
    duplicates += duplicate ? 1 : 0;
    out.writeBooleanField("duplicate", duplicate);
    endLine();
  }

  private void endLine() throws IOException {
    out.writeEndObject();
    out.writeRaw('\n');
  }

  /** A line made no job. */
  void refused(long line, Problem problem) throws IOException {
    refused++;
    begin(line);
    problem(problem);
    endLine();
  }

  private void problem(Problem problem) throws IOException {
    out.writeFieldName("problem");
    out.writeRawValue(Json.text(problem.json()));
  }

  /** Sends what is written. */
  void flush() throws IOException {
    out.flush();
  }

  /** The last line: without it a client does not know whether it got all. */
  void end(@Nullable Problem problem) throws IOException {
    out.writeStartObject();
    out.writeBooleanField("end", true);
    out.writeNumberField("submitted", submitted);
    out.writeNumberField("duplicates", duplicates);
    out.writeNumberField("refused", refused);
    if (problem != null) {
      problem(problem);
    }
    endLine();
    out.flush();
  }
}
