package io.streamweir.cli.status.watch;

import io.streamweir.cli.terminal.FullScreen;
import io.streamweir.cli.terminal.Keyboard;
import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows a watch on the whole terminal, and does what keys ask for. */
public final class WatchScreen implements WatchView, FullScreen.Listener {
  private final StatusWatch watch;
  private final StatusFrame frame;
  private @Nullable FullScreen screen;

  public WatchScreen(StatusWatch watch, StatusFrame frame) {
    this.watch = watch;
    this.frame = frame;
  }

  /** Shows it there from now on. */
  public void on(FullScreen screen) {
    this.screen = screen;
  }

  @Override
  public void sampled(StatusSample sample, StatusHistory history) {
    // Drawn by the refresh that follows.
  }

  @Override
  public void failed(Outage outage) {
    // Drawn by the refresh that follows.
  }

  @Override
  public void refresh(StatusHistory history, @Nullable Outage outage) {
    FullScreen on = screen;
    if (on != null) {
      on.draw(frame.lines(history, outage, Instant.now(), on.rows(), on.columns()));
    }
  }

  @Override
  public void key(Keyboard.Key key) {
    switch (key) {
      case QUIT -> watch.stop();
      case UP -> scroll(-1);
      case DOWN -> scroll(1);
      case PAGE_UP -> watch.change(() -> frame.scroll(-page()));
      case PAGE_DOWN -> watch.change(() -> frame.scroll(page()));
      case TOP -> scroll(Integer.MIN_VALUE / 2);
      case OTHER -> {}
    }
  }

  private void scroll(int lines) {
    watch.change(() -> frame.scroll(lines));
  }

  private int page() {
    FullScreen on = screen;
    return on == null ? 0 : Math.max(1, on.rows() / 2);
  }

  @Override
  public void resized() {
    watch.change(
        () -> {
          if (screen != null) {
            screen.measure();
          }
        });
  }

  @Override
  public void suspended() {
    watch.change(
        () -> {
          if (screen != null) {
            screen.suspend();
          }
        });
  }
}
