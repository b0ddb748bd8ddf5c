package io.streamweir.cli.terminal;

import io.streamweir.cli.text.Secrets;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Standard output or error, always UTF-8. Thread-safe. */
public final class Output {
  private final PrintWriter writer;
  private final boolean mustBeRead;

  private Output(OutputStream stream, boolean mustBeRead) {
    this.writer = new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
    this.mustBeRead = mustBeRead;
  }

  /** Output that a reader may close, which ends the command. */
  public static Output to(OutputStream stream) {
    return new Output(stream, true);
  }

  /** Output that may be lost. */
  public static Output toErrors(OutputStream stream) {
    return new Output(stream, false);
  }

  public PrintWriter writer() {
    return writer;
  }

  /** Says something that is no result, without the secrets in it. */
  public void warn(String message) {
    line("streamweir: " + Secrets.hide(message));
  }

  /** Prints a line at once. */
  public void line(String text) {
    print(text + "\n");
  }

  /**
   * Prints text at once.
   *
   * @throws ClosedOutputException where nobody reads any longer
   */
  public void print(String text) {
    writer.print(text);
    flush();
  }

  public void flush() {
    if (writer.checkError() && mustBeRead) {
      throw new ClosedOutputException();
    }
  }
}
