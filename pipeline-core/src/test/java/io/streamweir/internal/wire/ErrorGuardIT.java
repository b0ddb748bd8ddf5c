package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An Error on the thread that reads the answers, as where the heap is full. */
@WithRedis
class ErrorGuardIT {
  private static final int COMMANDS = 200;

  /** So that all that is behind it is sent before it is answered. */
  private static final String SLOW =
      "for i = 1, 10000000 do end return {{'a', 'b'}, {'c', 'd'}, {'e', 'f'}}";

  /** Where it is thrown. */
  enum Moment {
    IN_A_VALUE,
    AT_THE_BEGINNING_OF_A_LIST,
    AT_THE_END_OF_A_PART,
    AT_THE_END,
    WHEN_IT_IS_HANDED_ON
  }

  private static final class Failing extends NestedMultiOutput<byte[], byte[]> {
    private final Moment moment;
    private boolean failed;

    private Failing(Moment moment) {
      super(ByteArrayCodec.INSTANCE);
      this.moment = moment;
    }

    private void reached(Moment now) {
      if (moment == now && !failed) {
        failed = true;
        throw new OutOfMemoryError("injected");
      }
    }

    @Override
    public void set(ByteBuffer bytes) {
      reached(Moment.IN_A_VALUE);
      super.set(bytes);
    }

    @Override
    public void multi(int count) {
      reached(Moment.AT_THE_BEGINNING_OF_A_LIST);
      super.multi(count);
    }

    @Override
    public void complete(int depth) {
      reached(depth == 0 ? Moment.AT_THE_END : Moment.AT_THE_END_OF_A_PART);
      super.complete(depth);
    }

    @Override
    public List<Object> get() {
      reached(Moment.WHEN_IT_IS_HANDED_ON);
      return super.get();
    }
  }

  private static CompletableFuture<List<Object>> echo(Wire wire, int number) {
    return wire.list(
        Command.EVAL, Call.args().add("return {ARGV[1], {ARGV[1]}}").add(0).add(number));
  }

  @ParameterizedTest
  @EnumSource
  void noAnswerGoesToAnotherCommandAndTheConnectionIsReplaced(Moment moment, RedisSpace space)
      throws Exception {
    RedisConfig config =
        RedisConfig.of(space.uri())
            .withNamespace(space.namespace())
            .withCommandTimeout(Duration.ofSeconds(5));
    try (RedisLink link = RedisLink.open(config)) {
      for (int round = 0; round < 3; round++) {
        Wire wire = link.shared();
        List<CompletableFuture<List<Object>>> answers = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
          answers.add(echo(wire, i));
          if (i == COMMANDS / 2) {
            wire.send(
                Command.EVAL,
                new Reply<>(codec -> new Failing(moment)),
                Call.args().add(SLOW).add(0));
          }
        }
        expectOwnOrNone(answers);
        Awaitility.await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> text(echo(link.shared(), 7)).equals("7"));
        List<CompletableFuture<List<Object>>> later = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
          later.add(echo(link.shared(), i));
        }
        expectOwnOrNone(later);
        assertThat(text(later.get(COMMANDS - 1))).isEqualTo(Integer.toString(COMMANDS - 1));
      }
    }
  }

  private static void expectOwnOrNone(List<CompletableFuture<List<Object>>> answers)
      throws InterruptedException, TimeoutException {
    for (int i = 0; i < answers.size(); i++) {
      try {
        assertThat(text(answers.get(i))).isEqualTo(Integer.toString(i));
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(RedisCallException.class);
      }
    }
  }

  private static String text(CompletableFuture<List<Object>> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Object> parts = answer.get(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(parts).hasSize(2);
    return new String((byte[]) parts.get(0), StandardCharsets.UTF_8);
  }
}
