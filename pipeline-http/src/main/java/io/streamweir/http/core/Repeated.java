package io.streamweir.http.core;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that is done again and again. If it fails once, the log says so, and it is done again. */
public final class Repeated implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Repeated.class);

  private final String name;
  private final Runnable task;

  private Repeated(String name, Runnable task) {
    this.name = name;
    this.task = task;
  }

  /**
   * This task, which then never throws.
   *
   * @param name what the log calls it
   */
  public static Runnable of(String name, Runnable task) {
    return new Repeated(name, task);
  }

  @Override
  public void run() {
    try {
      task.run();
    } catch (Throwable e) {
      tell(e);
    }
  }

  private void tell(Throwable thrown) {
    try {
      LOG.warn("{} failed, and is done again", name, thrown);
    } catch (Throwable again) {
      // There may be no memory to tell it by.
    }
  }
}
