package io.streamweir.codec;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which branch of a union a plain value is meant for. */
final class UnionBranch {
  private UnionBranch() {}

  /** Whether the value may be this branch's; of arrays and maps their content is not looked at. */
  static boolean fits(Schema branch, @Nullable Object plain) {
    return switch (branch.getType()) {
      case RECORD -> plain instanceof Map<?, ?> given && hasFields(branch, given);
      case ARRAY, MAP -> alike(branch, plain);
      case UNION -> false; // of which Avro knows none in a union
      default -> PlainScalar.fits(branch, plain);
    };
  }

  private static boolean hasFields(Schema record, Map<?, ?> given) {
    return given.keySet().stream().allMatch(name -> record.getField(String.valueOf(name)) != null)
        && record.getFields().stream()
            .allMatch(field -> field.hasDefaultValue() || given.containsKey(field.name()));
  }

  /** Whether JSON writes the branch's values as this one is written. */
  static boolean alike(Schema branch, @Nullable Object plain) {
    return switch (branch.getType()) {
      case RECORD, MAP -> plain instanceof Map<?, ?>;
      case ARRAY -> plain instanceof List<?>;
      case BOOLEAN -> plain instanceof Boolean;
      case NULL -> plain == null;
      case INT, LONG ->
          TextForm.of(branch).isPresent() ? plain instanceof String : plain instanceof Number;
      case FLOAT, DOUBLE -> plain instanceof Number;
      default -> plain instanceof String;
    };
  }
}
