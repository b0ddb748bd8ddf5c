package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes on although something of it fails. */
class DispatcherTest {
  private static final Duration SOON = Duration.ofMillis(5);

  private final CountDownLatch often = new CountDownLatch(3);
  private final Dispatcher dispatcher =
      new Dispatcher(
          new Api(List.of(), Authenticator.NONE, ApiConfig.defaults()),
          DispatcherConfig.defaults().withHeartbeat(SOON));

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private boolean often() throws InterruptedException {
    return often.await(10, TimeUnit.SECONDS);
  }

  @Test
  void repeatsATaskThatFails() throws Exception {
    dispatcher.every(
        SOON,
        () -> {
          often.countDown();
          throw new StackOverflowError();
        });

    assertThat(often()).isTrue();
  }

  @Test
  void keepsStreamsAliveBesideOneThatFails() throws Exception {
    for (int i = 0; i < 4; i++) { // in whatever order they are looked at
      begin(new Wire(new CountDownLatch(1)));
    }
    begin(new Wire(often));

    assertThat(often()).isTrue();
  }

  private void begin(EventWire wire) {
    Exchange exchange = dispatcher.accept(Request.of("GET", "/"));
    dispatcher.stream(exchange, Answer.events(sink -> {}), wire);
  }

  /** Takes so many pieces, and then fails. */
  private record Wire(CountDownLatch left) implements EventWire {
    @Override
    public void write(byte[] bytes, Consumer<Boolean> done) {
      if (left.getCount() == 0) {
        throw new StackOverflowError();
      }
      left.countDown();
      done.accept(true);
    }

    @Override
    public void end() {}

    @Override
    public void abort() {}
  }
}
