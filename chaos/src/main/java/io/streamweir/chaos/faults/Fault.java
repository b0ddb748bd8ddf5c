package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import java.util.Optional;

/** One kind of trouble, and how it is made. */
public interface Fault {
  /** Its name on the command line. */
  String name();

  /** How it is made, in one line. */
  String how();

  /** What it takes to make it and this machine does not have, if anything. */
  default Optional<String> lacks() {
    return Optional.empty();
  }

  /** What a run with it starts with. */
  default Setup setup(Setup usual, Extent extent) {
    return usual;
  }

  /**
   * Makes trouble under load and returns when it is over. Says what it destroyed and how long the
   * recovery took.
   *
   * @throws IllegalStateException where something that must come does not come
   */
  void strike(Field field, Extent extent);
}
