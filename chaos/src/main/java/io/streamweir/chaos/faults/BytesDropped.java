package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.testkit.TcpProxy;
import java.time.Duration;
import java.util.function.BiConsumer;

/** What one side says is lost for a while, until the connections break. */
final class BytesDropped implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);

  private final String name;
  private final String how;
  private final BiConsumer<TcpProxy, Boolean> drop;

  private BytesDropped(String name, String how, BiConsumer<TcpProxy, Boolean> drop) {
    this.name = name;
    this.how = how;
    this.drop = drop;
  }

  static Fault replies() {
    return new BytesDropped(
        "replies-dropped",
        "proxies lose only what the server says, for a while, and then cut: everything was carried"
            + " out and nobody heard of it",
        TcpProxy::dropReplies);
  }

  static Fault requests() {
    return new BytesDropped(
        "requests-dropped",
        "proxies lose only what clients say, for a while, and then cut",
        TcpProxy::dropRequests);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String how() {
    return how;
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(3, 10); round++) {
      field.site().proxies().forEach(proxy -> drop.accept(proxy, true));
      Waiting.pause(field.between(Duration.ofMillis(300), extent.ofSeconds(1, 8)));
      field.site().proxies().forEach(BytesDropped::breakOff);
      field.site().proxies().forEach(proxy -> drop.accept(proxy, false));
      field.site().proxies().forEach(TcpProxy::accept);
      field.measured("progress after a loss", field.awaitProgress("work went on"), BOUND);
    }
  }

  /** TCP never goes on behind a gap, so connections with a loss must end. */
  private static void breakOff(TcpProxy proxy) {
    proxy.refuse();
    proxy.cut();
  }
}
