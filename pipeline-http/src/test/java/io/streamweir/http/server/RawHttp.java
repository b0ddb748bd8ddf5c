package io.streamweir.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/** Reads what a server sends over a socket, byte by byte. */
final class RawHttp {
  private RawHttp() {}

  /** The next line, without what ends it. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
      line.append((char) each);
    }
    return line.toString().strip();
  }

  /** Waits until the server has closed the connection. */
  static boolean closed(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {}
      return true;
    } catch (SocketException e) {
      return true;
    }
  }
}
