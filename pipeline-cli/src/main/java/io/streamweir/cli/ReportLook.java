package io.streamweir.cli;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.SchemaHash;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.ReportStyle;
import java.util.List;

/** Decides how a report looks on this terminal, with a rejected line for an example. */
final class ReportLook {
  private static final int WIDEST = 120;

  private ReportLook() {}

  static ReportStyle of(Terminal terminal, RedisLink link, Pipeline<?> pipeline) {
    ReportStyle style =
        ReportStyle.defaults()
            .withWidth(Math.min(terminal.columns(), WIDEST))
            .withColour(terminal.colour())
            .withUnicode(terminal.unicode() || !terminal.out());
    List<DeadLetters.Letter> letters =
        new DeadLetters(link, pipeline, pipeline.first().name()).list(1);
    return letters.isEmpty() ? style : withExample(style, link, letters.get(0));
  }

  private static ReportStyle withExample(
      ReportStyle style, RedisLink link, DeadLetters.Letter letter) {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    try {
      String line = codec.decode(letter.payload(), LogLine.class).getLine();
      return style.withRejected(line, letter.error());
    } catch (UndecodableException | UnknownSchemaException e) {
      return style; // a foreign entry, which is no line
    }
  }
}
