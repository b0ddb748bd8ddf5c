package io.streamweir.cli.schema;

import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.SafeText;
import io.streamweir.codec.SchemaComparison;
import io.streamweir.inspect.PipelineSchemas;
import io.streamweir.inspect.PipelineSchemas.Registered;
import io.streamweir.inspect.PipelineSchemas.Used;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.SchemaFormatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schema}: the Avro schemas of a pipeline's payloads. */
@Command(
    name = "schema",
    description =
        "Prints the Avro schemas of a pipeline's payloads. With --check it compares them with those"
            + " that programs have registered, and exits 1 where this version could not read one.")
public final class SchemaCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = "--check",
      description =
          "Say of each registered schema of the same name whether this version reads what was"
              + " written by it, and why not")
  private boolean check;

  SchemaCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    List<Used> schemas = PipelineSchemas.of(chosen);
    if (!check) {
      schemas.forEach(this::print);
      return ExitCode.OK;
    }
    try (RedisLink link = session.openLink()) {
      long wrong = 0;
      for (Map.Entry<Used, List<Registered>> each :
          PipelineSchemas.compare(link, schemas).entrySet()) {
        wrong += tell(each.getKey(), each.getValue());
      }
      session.out().line(summary(wrong));
      return wrong == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(Used used) {
    session.out().line("# " + head(used) + ": " + String.join(", ", used.uses()));
    session.out().line(SchemaFormatter.format("json/pretty", used.schema()));
  }

  private static String head(Used used) {
    return used.schema().getFullName() + " " + used.fingerprint();
  }

  private static String summary(long wrong) {
    return wrong == 0
        ? "this version reads all that is registered"
        : Plural.of(wrong, "registered schema is", "registered schemas are")
            + " not read as it was meant";
  }

  /** Answers how many are not read as they were meant. */
  private long tell(Used used, List<Registered> registered) {
    if (registered.stream().noneMatch(Registered::own)) {
      line(Mark.NEW, head(used) + ": not registered yet, no program of this version has run");
    }
    long wrong = 0;
    for (Registered each : registered) {
      wrong += tell(used, each) ? 0 : 1;
    }
    return wrong;
  }

  private boolean tell(Used used, Registered registered) {
    SchemaComparison comparison = registered.comparison();
    String name = used.schema().getFullName() + " " + registered.fingerprint() + ": ";
    if (!comparison.objections().isEmpty()) {
      line(Mark.WRONG, name + "not read: " + String.join("; ", comparison.objections()));
    } else if (!comparison.misread().isEmpty()) {
      line(Mark.WRONG, name + "misread: " + String.join("; ", comparison.misread()));
    } else if (!comparison.unknown().isEmpty()) {
      line(
          Mark.NOTICE,
          name
              + "read without "
              + String.join(", ", comparison.unknown())
              + ", which this version does not know and loses in records that it makes anew");
    } else {
      line(Mark.GOOD, name + (registered.own() ? "read, and written by this version" : "read"));
    }
    return comparison.objections().isEmpty() && comparison.misread().isEmpty();
  }

  private enum Mark {
    GOOD(32, "✓", "ok"),
    NEW(0, "+", "+"),
    NOTICE(33, "!", "!"),
    WRONG(31, "✗", "!!");

    private final int colour;
    private final String sign;
    private final String plain;

    Mark(int colour, String sign, String plain) {
      this.colour = colour;
      this.sign = sign;
      this.plain = plain;
    }
  }

  private void line(Mark mark, String text) {
    Terminal terminal = session.terminal();
    boolean unicode = terminal.unicode() || !terminal.out();
    session
        .out()
        .line(
            terminal.paint(mark.colour, unicode ? mark.sign : mark.plain)
                + " "
                + SafeText.of(text));
  }
}
