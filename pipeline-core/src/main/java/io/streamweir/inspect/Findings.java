package io.streamweir.inspect;

import java.util.ArrayList;
import java.util.List;

/** What examinations have found so far, in the order of their reports. Not thread-safe. */
final class Findings {
  private final List<Doctor.Finding> all = new ArrayList<>();

  /** Something that is as it should be. */
  void healthy(String what) {
    all.add(new Doctor.Finding(true, what, ""));
  }

  /** Something that is wrong, and what to do. */
  void wrong(String what, String advice) {
    all.add(new Doctor.Finding(false, what, advice));
  }

  /** Something that is not wrong by itself and that people should know, and what they may do. */
  void notice(String what, String advice) {
    all.add(new Doctor.Finding(true, what, advice));
  }

  void addAll(Findings others) {
    all.addAll(others.all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<Doctor.Finding> all() {
    return List.copyOf(all);
  }
}
