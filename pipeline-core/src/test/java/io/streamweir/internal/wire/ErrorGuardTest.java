package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a connection whose answers cannot be decoded. */
class ErrorGuardTest {
  private final ClientResources resources = ClientResources.create();
  private final List<Object> read = new ArrayList<>();
  private final List<Throwable> caught = new ArrayList<>();
  private Throwable thrown = new OutOfMemoryError("injected");
  private EmbeddedChannel channel;

  private final class Answers extends CommandHandler {
    private Answers() {
      super(
          ClientOptions.create(),
          resources,
          new DefaultEndpoint(ClientOptions.create(), resources));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      read.add(message);
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {} // no link behind it

    @Override
    public void channelInactive(ChannelHandlerContext context) {}

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      caught.add(cause);
    }
  }

  @BeforeEach
  void open() {
    channel = new EmbeddedChannel(new Answers());
    ErrorGuard.EVERYWHERE.afterChannelInitialized(channel);
  }

  @AfterEach
  void close() {
    channel.close();
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void isClosedForAnErrorAndNothingMoreIsRead() {
    channel.pipeline().fireChannelRead("a");
    channel.pipeline().fireChannelRead("b");
    assertThat(channel.isOpen()).isFalse();
    assertThat(read).containsExactly("a");
    assertThat(caught).isEmpty(); // there the client library would fail some other command
  }

  @Test
  void isClosedForAnErrorThatComesFromBelow() {
    channel.pipeline().fireExceptionCaught(thrown);
    assertThat(channel.isOpen()).isFalse();
    assertThat(caught).isEmpty();
  }

  @Test
  void leavesAnExceptionToTheClientLibrary() {
    thrown = new IllegalStateException("injected");
    channel.pipeline().fireChannelRead("a");
    assertThat(channel.isOpen()).isTrue();
    assertThat(caught).containsExactly(thrown);
  }
}
