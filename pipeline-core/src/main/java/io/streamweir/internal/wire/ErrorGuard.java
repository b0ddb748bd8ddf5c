package io.streamweir.internal.wire;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.Collection;

/**
 * Throws a connection away whose I/O thread met an Error, such as the end of the heap.
 *
 * <p>Answers find their commands by order alone: the client library notes each command that was
 * written, and gives the next answer to the first of them. For an Exception it closes the
 * connection. For an Error it goes on, in three ways that give answers to the wrong commands:
 *
 * <ul>
 *   <li>an answer that was decoded in part is left to the next command,
 *   <li>the command whose answer is due next is failed, though the answer is still to come,
 *   <li>a command was written, and could not be noted.
 * </ul>
 *
 * So this handler stands before the library's, calls it, and closes the connection for an Error and
 * for a command that was not noted. Whatever was under way on it has no answer, and a new
 * connection is opened. Everything happens on the connection's I/O thread.
 */
final class ErrorGuard extends ChannelDuplexHandler {
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
  private final CommandHandler handler;
  private final ChannelPromise closing; // made in advance: there may be no memory when it is used
  private long writes; // that were begun
  private long written; // that ended, one after the other
  private int noted; // commands that wait for an answer, as of the last look
  private boolean reading;
  private boolean broken;

  private ErrorGuard(ChannelHandlerContext answers) {
    this.answers = answers;
    this.handler = (CommandHandler) answers.handler();
    this.closing = answers.newPromise();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (broken) {
      ReferenceCountUtil.release(message);
      breakOff();
      return;
    }
    reading = true;
    try {
      handler.channelRead(answers, message);
    } catch (Exception e) {
      handler.exceptionCaught(answers, e);
    } catch (Throwable e) {
      breakOff();
    }
    reading = false;
    noted = handler.getStack().size();
  }

  /** The library has asked to hear of the write before, in order to note what was written. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!promise.isVoid()) {
      int commands = message instanceof Collection<?> batch ? batch.size() : 1;
      promise.addListener(new Written(writes + 1, commands));
      writes++;
    }
    context.write(message, promise);
  }

  /** What is to be noted of one write. */
  private final class Written implements ChannelFutureListener {
    private final long number;
    private final int commands;

    private Written(long number, int commands) {
      this.number = number;
      this.commands = commands;
    }

    @Override
    public void operationComplete(ChannelFuture write) {
      int now = handler.getStack().size();
      int expected = noted + (write.isSuccess() ? commands : 0);
      // While answers are read, commands leave that wait for them.
      if (number != written + 1 || (now != expected && !reading)) {
        breakOff();
      }
      written = number;
      noted = now;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) throws Exception {
    if (thrown instanceof Error) {
      breakOff();
    } else {
      context.fireExceptionCaught(thrown);
      noted = handler.getStack().size();
    }
  }

  private void breakOff() {
    broken = true;
    answers.close(closing);
  }
}
