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
import io.streamweir.stages.accesslog.RejectedLines;
import io.streamweir.stages.accesslog.ReportStyle;
import java.util.concurrent.atomic.AtomicReference;

/** Decides how a report looks on this terminal, with some rejected lines. */
final class ReportLook {
  private static final int WIDEST = 120;
  private static final int MOST_REJECTED = 1_000;

  private ReportLook() {}

  static ReportStyle of(Terminal terminal, RedisLink link, Pipeline<?> pipeline) {
    ReportStyle style =
        ReportStyle.defaults()
            .withWidth(Math.min(terminal.columns(), WIDEST))
            .withColour(terminal.colour())
            .withUnicode(terminal.unicode() || !terminal.out());
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    AtomicReference<RejectedLines> rejected = new AtomicReference<>(RejectedLines.NONE);
    new DeadLetters(link, pipeline, pipeline.first().name())
        .forEach(
            MOST_REJECTED, letter -> rejected.updateAndGet(known -> with(known, codec, letter)));
    return style.withRejected(rejected.get());
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
