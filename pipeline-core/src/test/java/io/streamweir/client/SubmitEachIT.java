package io.streamweir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.internal.entry.Entry;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class SubmitEachIT {
  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  private static List<Text> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Text("" + i)).toList();
  }

  private static @Nullable Throwable failure(CompletableFuture<Receipt> job) {
    try {
      job.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  @Test
  void addsEachJobOnceAndInOrderWithTheOptions() {
    Pipeline<Text> echo = EchoPipeline.plain();
    try (JobClient<Text> jobs = JobClient.connect(link, echo);
        ManualWorker worker = new ManualWorker(link, echo)) {
      SubmitOptions options = SubmitOptions.defaults().withHeaders(Map.of("tenant", "north"));
      List<Receipt> receipts =
          jobs.submitEach(texts(3_000), options).stream().map(CompletableFuture::join).toList();

      List<Entry> entries = worker.read();
      assertThat(entries.stream().map(worker::textOf))
          .containsExactlyElementsOf(texts(3_000).stream().map(text -> text.getValue()).toList());
      assertThat(entries.stream().map(Entry::jobId))
          .containsExactlyElementsOf(receipts.stream().map(Receipt::jobId).toList());
      assertThat(entries).allMatch(entry -> entry.headers() != null);
    }
  }

  @Test
  void failsOnlyTheJobThatIsTooLarge() {
    ClientConfig config = ClientConfig.defaults().withMaxPayloadBytes(100);
    try (JobClient<Text> jobs = JobClient.connect(link, EchoPipeline.plain(), config)) {
      List<CompletableFuture<Receipt>> each =
          jobs.submitEach(
              List.of(new Text("a"), new Text("b".repeat(200)), new Text("c")),
              SubmitOptions.defaults());

      assertThat(failure(each.get(0))).isNull();
      assertThat(failure(each.get(1))).isInstanceOf(PayloadTooLargeException.class);
      assertThat(failure(each.get(2))).isNull();
    }
  }

  @Test
  void failsThoseForWhichTheInboxHasNoRoom() {
    Pipeline<Text> small = EchoPipeline.of(1, config -> config.withMaxBacklog(100));
    try (JobClient<Text> jobs = JobClient.connect(link, small)) {
      List<CompletableFuture<Receipt>> each = jobs.submitEach(texts(150), SubmitOptions.defaults());

      assertThat(each.stream().filter(job -> failure(job) == null)).hasSize(100);
      assertThat(each.stream().map(SubmitEachIT::failure).filter(thrown -> thrown != null))
          .hasSize(50)
          .allMatch(InboxFullException.class::isInstance);
    }
  }

  @Test
  void saysOfDuplicatesWhichJobCameFirst() {
    try (JobClient<Text> jobs = JobClient.connect(link, EchoPipeline.plain())) {
      List<Receipt> receipts =
          jobs
              .submitEach(
                  texts(3),
                  SubmitOptions.defaults().withDedupe(Dedupe.within("same", Duration.ofHours(1))))
              .stream()
              .map(CompletableFuture::join)
              .toList();

      assertThat(receipts.stream().map(Receipt::duplicate)).containsExactly(false, true, true);
      assertThat(receipts.stream().map(Receipt::jobId).distinct()).hasSize(1);
    }
  }

  @Test
  void takesNoJobIdForMany() {
    try (JobClient<Text> jobs = JobClient.connect(link, EchoPipeline.plain())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.submitEach(texts(2), SubmitOptions.defaults().withJobId("mine")));
    }
  }
}
