package io.streamweir.cli.report;

import io.streamweir.cli.terminal.Terminal;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.RejectedLines;
import io.streamweir.stages.accesslog.ReportStyle;

/** Decides how a report looks on this terminal, with some rejected lines. */
public final class ReportLook {
  private static final int WIDEST = 120;
  private static final int MOST_REJECTED = 1_000;

  private ReportLook() {}

  public static ReportStyle of(Terminal terminal, RedisLink link, Pipeline<?> pipeline) {
    ReportStyle style =
        ReportStyle.defaults()
            .withWidth(Math.min(terminal.columns(), WIDEST))
            .withColour(terminal.colour())
            .withUnicode(terminal.unicode() || !terminal.out());
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    RejectedLines[] rejected = {RejectedLines.NONE};
    new DeadLetters(link, pipeline, pipeline.first().name())
        .forEach(MOST_REJECTED, letter -> rejected[0] = with(rejected[0], codec, letter));
    return style.withRejected(rejected[0]);
  }

  private static RejectedLines with(
      RejectedLines known, AvroCodec codec, DeadLetters.Letter letter) {
    try {
      return known.with(codec.decode(letter.payload(), LogLine.class).getLine(), letter.error());
    } catch (UndecodableException | UnknownSchemaException e) {
      return known; // a foreign entry, which is no line
    }
  }
}
