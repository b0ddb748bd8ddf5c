package io.streamweir.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Tells what keys mean that are pressed on a terminal which hands them over one by one. */
public final class Keyboard {
  private static final int ESCAPE = 27;

  private Keyboard() {}

  /** What a key means. */
  public enum Key {
    QUIT,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    TOP,
    OTHER
  }

  /** Tells of every key until the input ends, which means to quit. */
  static void read(InputStream in, Consumer<Key> heard) {
    try {
      int key = in.read();
      while (key >= 0) {
        int next = key == ESCAPE ? in.read() : key;
        boolean sequence = key == ESCAPE && (next == '[' || next == 'O');
        heard.accept(sequence ? sequence(in) : key(next));
        key = in.read();
      }
    } catch (IOException e) {
      // As good as the end.
    }
    heard.accept(Key.QUIT);
  }

  private static Key key(int key) {
    return switch (key) {
      case 'q', 'Q' -> Key.QUIT;
      case 'k' -> Key.UP;
      case 'j' -> Key.DOWN;
      case ' ' -> Key.PAGE_DOWN;
      case 'g' -> Key.TOP;
      default -> Key.OTHER;
    };
  }

  /** What the rest of an escape sequence stands for, as ESC [ A or ESC [ 5 ~. */
  private static Key sequence(InputStream in) throws IOException {
    StringBuilder rest = new StringBuilder();
    int next = in.read();
    while (next >= ' ' && next < '@') {
      rest.append((char) next);
      next = in.read();
    }
    return switch (rest.append((char) Math.max(0, next)).toString()) {
      case "A" -> Key.UP;
      case "B" -> Key.DOWN;
      case "H", "1~" -> Key.TOP;
      case "5~" -> Key.PAGE_UP;
      case "6~" -> Key.PAGE_DOWN;
      default -> Key.OTHER;
    };
  }
}
