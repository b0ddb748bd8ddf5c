package io.streamweir.cli;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Standard output or error, always UTF-8. Thread-safe. */
final class Output {
  private final PrintWriter writer;
  private final boolean mustBeRead;

  private Output(OutputStream stream, boolean mustBeRead) {
    this.writer = new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
    this.mustBeRead = mustBeRead;
  }

  /** Output that a reader may close, which ends the command. */
  static Output to(OutputStream stream) {
    return new Output(stream, true);
  }

  /** Output that may be lost. */
  static Output toErrors(OutputStream stream) {
    return new Output(stream, false);
  }

  PrintWriter writer() {
    return writer;
  }

  /** Says something that is no result, without the secrets in it. */
  void warn(String message) {
    line("streamweir: " + Secrets.hide(message));
  }

  /** Prints a line at once. */
  void line(String text) {
    print(text + "\n");
  }

  /**
   * Prints text at once.
   *
   * @throws ClosedOutputException where nobody reads any longer
   */
  void print(String text) {
    writer.print(text);
    flush();
  }

  void flush() {
    if (writer.checkError() && mustBeRead) {
      throw new ClosedOutputException();
    }
  }
}
