package io.streamweir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pipeline that says which key a job has. */
@WithRedis
class KeyedByIT {
  private static final Pipeline<Text> BY_CUSTOMER =
      Pipeline.named("orders")
          .accepts(Text.class)
          .keyedBy(text -> text.getValue().substring(0, text.getValue().indexOf(':')))
          .stage("echo", Text.class, (text, context) -> Outcome.finish(text))
          .partitions(64)
          .schedule(Schedule.every("hourly", Duration.ofHours(1), new Text("anna:count")))
          .build();
  private static final int ANNA = BY_CUSTOMER.partitionOf("anna");

  private RedisLink link;
  private JobClient<Text> jobs;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    jobs = JobClient.connect(link, BY_CUSTOMER);
  }

  @AfterEach
  void close() {
    jobs.close();
    link.close();
  }

  @Test
  void jobsOfOneKeyShareAPartitionHoweverTheyAreSubmitted() throws Exception {
    assertThat(jobs.submit(new Text("anna:1")).partition()).isEqualTo(ANNA);
    assertThat(jobs.submitAll(List.of(new Text("anna:2"), new Text("anna:3"))))
        .extracting(Receipt::partition)
        .containsOnly(ANNA);
    assertThat(
            jobs.submit(
                    new Text("anna:4"),
                    SubmitOptions.defaults().withDedupe("order 4", Duration.ofHours(1)))
                .partition())
        .isEqualTo(ANNA);
    List<Text> many = List.of(new Text("anna:5"), new Text("anna:6"));
    assertThat(jobs.source("file").submit(many))
        .returns(2, NumberedSource.Taken::submitted)
        .returns(0, NumberedSource.Taken::duplicates);
    assertThat(jobs.source("file").submit(many))
        .returns(0, NumberedSource.Taken::submitted)
        .returns(2, NumberedSource.Taken::duplicates);
    String inbox = Keys.of(link, "orders", ANNA).inbox("echo");
    assertThat(link.await(new InboxQueries(link).length(inbox))).isEqualTo(6);
  }

  @Test
  void jobsOfPayloadsHaveTheSameKeys() {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
    byte[] first = codec.encode(new Text("anna:1"));
    byte[] second = codec.encode(new Text("anna:2"));
    JobSubmits<byte[]> payloads = jobs.ofPayloads();

    assertThat(payloads.submit(first, SubmitOptions.defaults()).partition()).isEqualTo(ANNA);
    assertThat(payloads.submitAsync(first, SubmitOptions.defaults()).join().partition())
        .isEqualTo(ANNA);
    assertThat(payloads.submitEach(List.of(first, second), SubmitOptions.defaults()))
        .extracting(job -> job.join().partition())
        .containsOnly(ANNA);
    byte[] whole = new byte[ClientConfig.defaults().maxPayloadBytes() + 1];
    System.arraycopy(first, 0, whole, 0, first.length);
    SubmitOptions berta = SubmitOptions.defaults().withKey("berta");
    assertThatThrownBy(() -> payloads.submit(whole, berta))
        .isInstanceOf(PayloadTooLargeException.class);
  }

  @Test
  void aKeyThatIsGivenGoesFirst() {
    SubmitOptions berta = SubmitOptions.defaults().withKey("berta");
    assertThat(jobs.submit(new Text("anna:1"), berta).partition())
        .isEqualTo(BY_CUSTOMER.partitionOf("berta"));
  }

  @Test
  void schedulesGoByItToo() {
    assertThat(BY_CUSTOMER.schedules()).extracting(Schedule::key).containsExactly("anna");
    jobs.schedules().put(Schedule.every("daily", Duration.ofDays(1), new Text("anna:sum")));
    assertThat(jobs.schedules().list()).extracting(ScheduleStatus::partition).containsExactly(ANNA);
  }

  @Test
  void aKeyThatCannotBeMadeFailsTheSubmit() {
    assertThatThrownBy(() -> jobs.submit(new Text("no colon")))
        .isInstanceOf(StringIndexOutOfBoundsException.class);
  }
}
