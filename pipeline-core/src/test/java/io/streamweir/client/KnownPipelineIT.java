package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Moments;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that lack the definition of their pipeline and go by what Redis knows of it. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class KnownPipelineIT {

  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  private JobClient<Text> connect() {
    return JobClient.connect(link, "echo", Text.class);
  }

  private static PipelineBuilder<Text, Text> echo(int partitions) {
    return Pipeline.named("echo")
        .accepts(Text.class)
        .partitions(partitions)
        .stage("echo", Text.class, (text, context) -> Outcome.finish(text));
  }

  private void define(Pipeline<Text> pipeline) {
    JobClient.connect(link, pipeline).close();
  }

  private String meta() {
    return link.config().namespace() + ":{echo}:meta";
  }

  @Test
  void submitsAndWaitsAsThoseDoWhoHaveTheDefinition() throws Exception {
    Pipeline<Text> pipeline = echo(3).build();
    try (Worker worker = Worker.start(link, pipeline);
        JobClient<Text> jobs = connect()) {
      for (String key : IntStream.range(0, 12).mapToObj(i -> "key" + i).toList()) {
        Receipt receipt = jobs.submit(new Text(key), SubmitOptions.defaults().withKey(key));
        assertThat(receipt.partition()).isEqualTo(pipeline.partitionOf(key));
        Result result = jobs.awaitResult(receipt, PATIENCE);
        assertThat(result.value(Text.class).getValue()).isEqualTo(key);
        assertThat(jobs.storedResult(receipt.jobId())).isPresent();
      }
      assertThat(jobs.source("s").submit(List.of(new Text("a"), new Text("b"))).submitted())
          .isEqualTo(2);
      Receipt later =
          jobs.submit(new Text("c"), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
      assertThat(jobs.cancel(later).now()).isTrue();
      assertThat(jobs.progress(later)).isEmpty();
      assertThat(jobs.schedules().list()).isEmpty();
    }
  }

  @Test
  void knowsThePriorities() {
    define(echo(1).build());
    try (JobClient<Text> jobs = connect()) {
      SubmitOptions urgent = SubmitOptions.defaults().withPriority(Priority.HIGH);
      assertThatIllegalArgumentException().isThrownBy(() -> jobs.submit(new Text("a"), urgent));
    }
    define(echo(1).priorities().build());
    try (JobClient<Text> jobs = connect()) {
      SubmitOptions urgent = SubmitOptions.defaults().withPriority(Priority.HIGH);
      assertThat(jobs.submit(new Text("a"), urgent).duplicate()).isFalse();
    }
  }

  @Test
  void keepsTheInboxWithinTheBoundOfTheLatestDefinition() {
    define(EchoPipeline.of(1, config -> config.withMaxBacklog(2)));
    try (JobClient<Text> jobs = connect()) {
      jobs.submitAll(List.of(new Text("a"), new Text("b")));
      assertThatExceptionOfType(InboxFullException.class)
          .isThrownBy(() -> jobs.submit(new Text("c")));
    }
    define(EchoPipeline.of(1, config -> config.withMaxBacklog(3)));
    try (JobClient<Text> jobs = connect()) {
      jobs.submit(new Text("c"));
    }
  }

  @Test
  void carriesTheKeyToAKeyedStageAndAsksForItWhereOnlyCodeKnowsIt() {
    Pipeline<Text> keyed =
        Pipeline.named("echo")
            .accepts(Text.class)
            .keyedBy(Text::getValue)
            .stage(
                "echo", Text.class, (text, context) -> Outcome.finish(text), StageConfig::withOrder)
            .build();
    define(keyed);
    try (JobClient<Text> jobs = connect();
        ManualWorker worker = new ManualWorker(link, keyed)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.submit(new Text("a")))
          .withMessageContaining("SubmitOptions.withKey");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.source("s").submit(List.of(new Text("a"))));
      jobs.submit(new Text("a"), SubmitOptions.defaults().withKey("k"));

      assertThat(worker.readOne()).extracting(Entry::key).isEqualTo("k");
    }
  }

  @Test
  void saysThatThePipelineIsNotKnownOrNotWellEnough(RedisCommands<String, String> redis) {
    assertThatExceptionOfType(UnknownPipelineException.class)
        .isThrownBy(this::connect)
        .withMessageContaining("no pipeline 'echo' in namespace '" + link.config().namespace())
        .withMessageContaining("start a worker");
    define(echo(1).build());
    redis.hdel(meta(), "input"); // as programs of an older version leave it
    assertThatExceptionOfType(UnknownPipelineException.class)
        .isThrownBy(this::connect)
        .withMessageContaining("input is missing");
    define(echo(1).build());
    connect().close();
  }

  @Test
  void refusesWhatThePipelineCannotRead(RedisCommands<String, String> redis) {
    define(echo(1).build());
    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(() -> JobClient.connect(link, "echo", Moments.class))
        .withMessageContaining("takes io.streamweir.testrecords.Text")
        .withMessageContaining("Moments");
    redis.hset(meta(), "input", evolved(", \"default\": 1"));
    connect().close();
    redis.hset(meta(), "input", evolved(""));
    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(this::connect)
        .withMessageContaining("cents");
    redis.hset(meta(), "input", "no schema");
    assertThatExceptionOfType(UnknownPipelineException.class).isThrownBy(this::connect);
  }

  private static String evolved(String extra) {
    String more = ", {\"name\": \"cents\", \"type\": \"long\"" + extra + "}]";
    String schema = Text.getClassSchema().toString();
    return schema.substring(0, schema.lastIndexOf(']')) + more + "}";
  }

  /** As producers of an earlier version are, whose users have no right to HSET. */
  @Test
  void aUserWhoMayNotPublishConnectsAllTheSame(
      RedisSpace space, RedisCommands<String, String> redis) {
    define(echo(1).build());
    redis.hdel(meta(), "max-backlog");
    String user = "user-" + space.namespace();
    redis.aclSetuser(
        user,
        AclSetuserArgs.Builder.on()
            .addPassword("secret")
            .keyPattern("*")
            .allChannels()
            .allCommands()
            .removeCommand(io.lettuce.core.protocol.CommandType.HSET));
    String uri = space.uri().replaceFirst("//([^/]*@)?", "//" + user + ":secret@");
    try (RedisLink limited = RedisLink.open(RedisConfig.of(uri).withNamespace(space.namespace()));
        JobClient<Text> jobs = JobClient.connect(limited, echo(1).build())) {
      assertThat(jobs.submit(new Text("a")).duplicate()).isFalse();
    } finally {
      redis.aclDeluser(user);
    }
    assertThat(redis.hexists(meta(), "max-backlog")).isFalse();
  }
}
