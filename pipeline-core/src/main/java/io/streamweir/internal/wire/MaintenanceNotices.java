package io.streamweir.internal.wire;

import io.lettuce.core.ClientOptions;
import java.lang.reflect.InvocationTargetException;

/**
 * Keeps the client library from asking each server for notices of its maintenance, which servers
 * that do not know the command answer with an error. The library asks since version 7 and by
 * default; older ones, beside which the engine works as well, lack the option. So it is looked up
 * by name.
 */
final class MaintenanceNotices {
  private MaintenanceNotices() {}

  /** No connection with these options asks. */
  static void refuse(ClientOptions.Builder options) {
    try {
      Class<?> config = Class.forName("io.lettuce.core.MaintNotificationsConfig");
      ClientOptions.Builder.class
          .getMethod("maintNotificationsConfig", config)
          .invoke(options, config.getMethod("disabled").invoke(null));
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return; // a library that never asks
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the client library has changed this option", e);
    }
  }
}
