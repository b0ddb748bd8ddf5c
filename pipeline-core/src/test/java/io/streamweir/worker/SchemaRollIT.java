package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.streamweir.client.Result;
import io.streamweir.codec.Fingerprint;
import io.streamweir.inspect.Doctor;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

/** Workers of this version between a producer and readers of a newer one. */
@WithRedis
class SchemaRollIT {
  private static final Schema NEWER =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "io.streamweir.testrecords.Text", "fields": [
                {"name": "currency", "type": "string"}, {"name": "value", "type": "string"}]}
              """);

  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("rolled")
          .accepts(Text.class)
          .stage("work", Text.class, SchemaRollIT::work)
          .batchStage("batched", Text.class, SchemaRollIT::forwardAll, config -> config)
          .stage(
              "routing",
              Text.class,
              (text, context) -> Outcome.route("side", text),
              config -> config.withRoute("side", Text.class))
          .stage("unused", Text.class, (text, context) -> Outcome.drop())
          .branch("side", Text.class, Text.class, SchemaRollIT::twice)
          .build();

  private static Outcome<Text> work(Text text, StageContext context) {
    if (text.getValue().equals("mutate")) {
      text.setValue("mutated");
    }
    return text.getValue().equals("anew")
        ? Outcome.forward(new Text("made anew"))
        : Outcome.forward(text);
  }

  private static List<Outcome<Text>> forwardAll(List<BatchEntry<Text>> batch) {
    List<Outcome<Text>> outcomes = new ArrayList<>();
    batch.forEach(entry -> outcomes.add(Outcome.forward(entry.input())));
    return outcomes;
  }

  private static Outcome<Text> twice(Text text, StageContext context) {
    return context.attempt() == 1
        ? Outcome.retryLater(Duration.ofMillis(1), "once more")
        : Outcome.finish(text);
  }

  @Test
  void anOlderWorkerHandsOnWhatItDoesNotChange(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      for (String value : List.of("as it is", "mutate", "anew")) {
        append(rig, space, "work", value);
      }
      rig.worker();
      assertThat(result(rig, "as it is"))
          .isEqualTo("{\"currency\": \"USD\", \"value\": \"as it is\"}");
      assertThat(result(rig, "mutate")).isEqualTo("{\"value\": \"mutated\"}");
      assertThat(result(rig, "anew")).isEqualTo("{\"value\": \"made anew\"}");
      assertThat(rig.value(rig.submit("of this version"))).isEqualTo("of this version");
    }
  }

  @Test
  void aSplitHandsOnItsInputAsAPart(RedisSpace space) throws Exception {
    Pipeline<Text> splits =
        Pipeline.named("rolled-split")
            .accepts(Text.class)
            .split("list", Text.class, (text, context) -> Parts.of(List.of(text).stream()))
            .stage("see", Text.class, (text, context) -> Outcome.forward(text))
            .gather("whole", Text.class, Text.class, (text, parts, context) -> Outcome.finish(text))
            .build();
    try (Rig rig = Rig.on(space, splits)) {
      append(rig, space, "list", "x");
      rig.worker();
      assertThat(result(rig, "x")).isEqualTo("{\"currency\": \"USD\", \"value\": \"x\"}");
    }
  }

  @Test
  void theDoctorNamesWhatThisVersionDoesNotKnow(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      append(rig, space, "work", "x");
      rig.createGroup("work");
      rig.deliverTo("somebody", "work", 1);
      assertThat(new Doctor(rig.link, PIPELINE, Rig.LEASE).examine())
          .filteredOn(finding -> finding.what().contains("newer version"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.what()).contains(Text.class.getName(), "currency");
                assertThat(finding.advice()).contains("workers first");
              });
    }
  }

  private static String result(Rig rig, String job) throws Exception {
    Rig.until(() -> rig.jobs().storedResult(id(job)).isPresent());
    Result result = rig.jobs().storedResult(id(job)).orElseThrow();
    return ((Result.Finished) result).json().orElseThrow();
  }

  private static String id(String value) {
    return "job-" + value.replace(' ', '-');
  }

  private static void append(Rig rig, RedisSpace space, String stage, String value)
      throws IOException {
    rig.redis.hset(
        space.key("schemas"),
        Fingerprint.hex(Fingerprint.of(NEWER)),
        SchemaNormalization.toParsingForm(NEWER));
    GenericRecord record =
        new GenericRecordBuilder(NEWER).set("currency", "USD").set("value", value).build();
    Map<byte[], byte[]> fields = new LinkedHashMap<>();
    fields.put(bytes("j"), bytes(id(value)));
    fields.put(bytes("t"), bytes("1700000000000"));
    fields.put(
        bytes("p"),
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), NEWER, true)
            .encode(record)
            .array());
    RedisClient client = RedisClient.create(space.uri());
    try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
      connection.sync().xadd(bytes(rig.keys.inbox(stage)), fields);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
