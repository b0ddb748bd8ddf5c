package io.streamweir.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;

/**
 * The whole terminal, taken over until it is closed: the alternate screen without a cursor, keys
 * heard one by one and not echoed. Closing gives it back as it was, as does any end of the JVM but
 * a SIGKILL. All methods but {@link #close} are for one thread.
 */
public final class FullScreen implements AutoCloseable {
  // The alternate screen; no cursor; lines that are too long do not wrap.
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String CLEAR = "\u001b[0m\u001b[2J";
  private static final Size UNKNOWN = Size.of(80, 24);

  private final Output out;
  private final InputStream in;
  private final boolean colour;
  private final org.jline.terminal.Terminal terminal;
  private final Attributes before;
  private final Thread atExit = new Thread(this::giveBack, "give-terminal-back");
  private final List<String> drawn = new ArrayList<>();
  private Size size = UNKNOWN;
  private boolean clear = true;
  private boolean taken;

  /** What happens to a terminal; called on threads of its own. */
  public interface Listener {
    void key(Keyboard.Key key);

    /** The size may have changed. */
    void resized();

    /** The process is to be suspended, as by Ctrl-Z. */
    void suspended();
  }

  private FullScreen(
      Output out, InputStream in, boolean colour, org.jline.terminal.Terminal terminal) {
    this.out = out;
    this.in = in;
    this.colour = colour;
    this.terminal = terminal;
    this.before = terminal.getAttributes();
  }

  /** Takes the terminal over; nothing where there is none that can be. */
  public static Optional<FullScreen> open(
      Output out, InputStream in, Terminal found, Listener listener) {
    if (!found.redraws()) {
      return Optional.empty();
    }
    org.jline.terminal.Terminal terminal;
    try {
      // By the programs stty and tty: no native code. The type spares a look into terminfo, since
      // what is sent here every terminal understands; the clusters would be asked for.
      terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
              .dumb(false)
              .type("xterm")
              .graphemeCluster(false)
              .nativeSignals(true)
              .build();
    } catch (IOException | IllegalStateException e) {
      return Optional.empty(); // as where standard input is no terminal
    }
    FullScreen screen = new FullScreen(out, in, found.colour(), terminal);
    Runtime.getRuntime().addShutdownHook(screen.atExit);
    screen.take();
    screen.listen(listener);
    return Optional.of(screen);
  }

  private synchronized void take() {
    taken = true;
    terminal.setAttributes(keyByKey());
    out.print(ENTER);
    clear = true;
    measure();
  }

  /** Keys come at once and are not shown; those of signals, as Ctrl-C, stay with the kernel. */
  private Attributes keyByKey() {
    Attributes attributes = new Attributes(before);
    attributes.setLocalFlags(
        EnumSet.of(Attributes.LocalFlag.ICANON, Attributes.LocalFlag.ECHO), false);
    attributes.setControlChar(Attributes.ControlChar.VMIN, 1);
    attributes.setControlChar(Attributes.ControlChar.VTIME, 0);
    return attributes;
  }

  private synchronized void giveBack() {
    if (!taken) {
      return;
    }
    taken = false;
    try {
      out.print(LEAVE);
    } catch (ClosedOutputException e) {
      // The terminal is gone.
    } finally {
      terminal.setAttributes(before);
    }
  }

  private void listen(Listener listener) {
    terminal.handle(org.jline.terminal.Terminal.Signal.WINCH, signal -> listener.resized());
    terminal.handle(org.jline.terminal.Terminal.Signal.CONT, signal -> listener.resized());
    terminal.handle(org.jline.terminal.Terminal.Signal.TSTP, signal -> listener.suspended());
    Thread keys = new Thread(() -> Keyboard.read(in, listener::key), "keys");
    keys.setDaemon(true);
    keys.start();
  }

  /** Asks for the size again and draws everything anew. */
  public void measure() {
    Size now = terminal.getSize();
    size = now.getRows() > 0 && now.getColumns() > 0 ? now : UNKNOWN;
    clear = true;
  }

  /** Gives the terminal back, stops this process until somebody lets it go on, takes it again. */
  public void suspend() throws IOException, InterruptedException {
    giveBack();
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-STOP", self).inheritIO().start().waitFor();
    take();
  }

  public int rows() {
    return size.getRows();
  }

  /** One less than there are: what is written into the last one is shown differently. */
  public int columns() {
    return Math.max(1, size.getColumns() - 1);
  }

  /** Shows these lines, the first at the top. Writes once, and only lines that have changed. */
  public synchronized void draw(List<AttributedString> lines) {
    if (!taken) {
      return; // the JVM is ending
    }
    StringBuilder text = new StringBuilder();
    if (clear) {
      clear = false;
      drawn.clear();
      text.append(CLEAR);
    }
    for (int row = 0; row < Math.max(lines.size(), drawn.size()); row++) {
      String line = row < lines.size() ? styled(lines.get(row)) : "";
      if (row == drawn.size()) {
        drawn.add("");
      }
      if (!line.equals(drawn.set(row, line))) {
        text.append("\u001b[").append(row + 1).append(";1H").append(line).append("\u001b[K");
      }
    }
    if (text.length() > 0) {
      out.print(text.toString());
    }
  }

  private String styled(AttributedString line) {
    return colour ? line.toAnsi() : line.toString();
  }

  @Override
  public void close() {
    giveBack();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
      terminal.close();
    } catch (IllegalStateException | IOException e) {
      // The JVM is ending already, or the terminal is gone.
    }
  }
}
