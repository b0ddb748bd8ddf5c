package io.streamweir.redis;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Throws a connection away whose I/O thread met an Error, such as the end of the heap.
 *
 * <p>The client library closes a connection for what is an Exception. For an Error it fails the
 * command whose answer is due and reads on: the rest of that answer, or the next one, then goes to
 * the wrong command. So this handler stands before the library's, calls it, and closes the
 * connection for an Error. Whatever was under way on it has no answer, and a new connection is
 * opened.
 */
final class ErrorGuard extends ChannelInboundHandlerAdapter {
  /** Puts a guard into each connection. */
  static final NettyCustomizer EVERYWHERE =
      new NettyCustomizer() {
        @Override
        public void afterChannelInitialized(Channel channel) {
          ChannelHandlerContext answers = channel.pipeline().context(CommandHandler.class);
          channel.pipeline().addBefore(answers.name(), "error-guard", new ErrorGuard(answers));
        }
      };

  private final ChannelHandlerContext answers;
  private final ChannelPromise closing; // made in advance: there may be no memory when it is used
  private boolean broken;

  private ErrorGuard(ChannelHandlerContext answers) {
    this.answers = answers;
    this.closing = answers.newPromise();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (broken) {
      ReferenceCountUtil.release(message);
      close(context);
      return;
    }
    CommandHandler handler = (CommandHandler) answers.handler();
    try {
      handler.channelRead(answers, message);
    } catch (Exception e) {
      handler.exceptionCaught(answers, e);
    } catch (Throwable e) {
      broken = true;
      close(context);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) throws Exception {
    if (thrown instanceof Error) {
      broken = true;
      close(context);
    } else {
      context.fireExceptionCaught(thrown);
    }
  }

  private void close(ChannelHandlerContext context) {
    context.close(closing);
  }
}
