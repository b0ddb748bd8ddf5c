package io.streamweir.benchmarks.contestants;

import io.lettuce.core.RedisClient;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The access-log pipeline by hand: three bare loops with the same handlers and the same codec,
 * which count a batch in the program and send one change per counter.
 */
final class BarePipeline implements Contestant {
  private final Pipeline<LogLine> pipeline = AccessLogPipeline.pipeline(1);
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
  private final RedisClient client;
  private final List<BareLoop> loops = new ArrayList<>();
  private List<String> lines = List.of();

  BarePipeline(String uri) {
    client = RedisClient.create(uri);
    pipeline.stages().forEach(stage -> codec.register(stage.input()));
  }

  @Override
  public void start(Task task) throws IOException {
    if (lines.size() != task.number("count")) {
      lines = LogLines.of(task.number("count"));
    }
    try (StatefulRedisConnection<byte[], byte[]> once = client.connect(ByteArrayCodec.INSTANCE)) {
      byte[] script = BareScript.load(once, BareScript.MIXED).sha1();
      for (StageDefinition<?, ?> stage : pipeline.stages()) {
        once.sync()
            .xgroupCreate(
                XReadArgs.StreamOffset.from(BareLoop.bytes(inbox(stage.name())), "0-0"),
                BareLoop.bytes(Names.GROUP),
                XGroupCreateArgs.Builder.mkstream());
        BareStage<?, ?> step = new BareStage<>(pipeline.name(), stage, codec, script);
        loops.add(new BareLoop(client, inbox(stage.name()), step));
      }
    }
    loops.forEach(BareLoop::start);
  }

  private String inbox(String stage) {
    return Names.inbox(pipeline.name(), stage);
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    try (BareAppend append = new BareAppend(client, inbox(pipeline.first().name()))) {
      append.all(lines.size(), n -> codec.encode(new LogLine(lines.get(n))));
    }
    return Map.of();
  }

  @Override
  public void stop() throws InterruptedException {
    BareLoop.stop(loops);
    loops.clear();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    client.shutdown();
  }
}
