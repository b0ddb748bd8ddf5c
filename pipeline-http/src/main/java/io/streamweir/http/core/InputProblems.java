package io.streamweir.http.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the places of one JSON text that do not fit: the first {@link InputProblem#MOST}, so
 * that a text full of mistakes makes no answer that is longer than itself. For one thread.
 */
public final class InputProblems {
  private final List<InputProblem> problems = new ArrayList<>();

  /** Whether there is nothing to tell. */
  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** Whether no more places are told. */
  boolean isFull() {
    return problems.size() >= InputProblem.MOST;
  }

  /** Tells of one place more, where there is room for it. */
  public void add(String pointer, String detail) {
    if (!isFull()) {
      problems.add(new InputProblem(pointer, detail));
    }
  }

  /**
   * Tells of a member of an object.
   *
   * @param object the pointer of the object
   * @param name the name of the member as it was sent
   */
  public void add(String object, String name, String detail) {
    if (!isFull()) {
      add(InputProblem.pointer(object, name), detail);
    }
  }

  /**
   * Ends the request if there is anything to tell.
   *
   * @throws ProblemException of the type {@link ProblemType#INVALID_INPUT} that tells of all places
   */
  public void check() {
    if (!isEmpty()) {
      throw InputProblem.of(problems);
    }
  }
}
