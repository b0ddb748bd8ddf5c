package io.streamweir.http.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.streamweir.codec.PlainPayload;
import java.util.List;

/**
 * A place in a JSON text that does not fit. Immutable.
 *
 * @param pointer the place, as a JSON pointer of RFC 6901
 * @param detail what was expected there and what was found
 */
public record InputProblem(String pointer, String detail) {
  /** The most places of which an answer tells. */
  public static final int MOST = PlainPayload.MOST_MISFITS;

  /** The pointer of a member of the object at this pointer. */
  static String pointer(String object, String name) {
    return object + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** The answer 422 that tells of these places, at least one, in its member {@code errors}. */
  public static ProblemException of(List<InputProblem> problems) {
    ArrayNode errors = Json.array();
    for (InputProblem each : problems) {
      errors.addObject().put("pointer", each.pointer()).put("detail", each.detail());
    }
    InputProblem first = problems.get(0);
    String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
    String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return Problem.of(ProblemType.INVALID_INPUT, where + first.detail() + more)
        .with("errors", errors)
        .asException();
  }

  /** The answer 422 that tells of one place. */
  public static ProblemException of(String pointer, String detail) {
    return of(List.of(new InputProblem(pointer, detail)));
  }
}
