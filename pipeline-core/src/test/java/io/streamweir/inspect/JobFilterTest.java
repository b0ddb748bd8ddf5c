package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.codec.PayloadJson.Shown;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFilterTest {
  private static final Map<String, @Nullable Object> ORDER = new HashMap<>();

  static {
    ORDER.put("customer", "a=b");
    ORDER.put("id", Long.MAX_VALUE);
    ORDER.put("paid", true);
    ORDER.put("total", "12.50");
    ORDER.put("until", null);
    ORDER.put("ratio", 0.1);
    ORDER.put("empty", "");
    ORDER.put("items", List.of(Map.of("sku", "X"), Map.of("sku", "Y", "n", 2)));
    ORDER.put("prices", Map.of("a.b", 1, "c\"d", 2, "e", Map.of("f]", 3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer=a=b",
        "customer!=a",
        "id=9223372036854775807",
        "paid=true",
        "paid!=false",
        "total=12.50",
        "total!=12.5",
        "until=null",
        "until!=2024-01-01",
        "ratio=0.1",
        "empty=",
        "items[1].sku=Y",
        "items[1].n=2",
        "items[0]={\"sku\":\"X\"}",
        "prices[\"a.b\"]=1",
        "prices[\"c\\\"d\"]=2",
        "prices.e[\"f]\"]=3",
      })
  void matchesTheTextOfAValue(String expression) {
    assertThat(matches(expression)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"customer=A=b", "paid=1", "until=", "ratio=0.10", "items[1].sku!=Y"})
  void matchesNoOtherText(String expression) {
    assertThat(matches(expression)).isFalse();
  }

  /** So a name that is written wrongly does not mean all jobs. */
  @ParameterizedTest
  @ValueSource(strings = {"custmer", "items[2].sku", "items.sku", "paid.x", "until.x", "id[0]"})
  void matchesNothingByAPathThatIsNotThere(String path) {
    assertThat(matches(path + "=null")).isFalse();
    assertThat(matches(path + "!=x")).isFalse();
  }

  @Test
  void matchesWhatAllExpressionsMatch() {
    assertThat(matches("paid=true", "until=null")).isTrue();
    assertThat(matches("paid=true", "until!=null")).isFalse();
    assertThat(JobFilter.of(List.of("paid=true", "until!=null")))
        .hasToString("paid=true and until!=null");
  }

  @Test
  void matchesWhatCannotBeReadOnlyWhereItAsksForNothing() {
    Shown unreadable = new Shown("", Map.of("hex", "00"), "{}", Optional.of("cut short"));

    assertThat(JobFilter.of(List.of())).isSameAs(JobFilter.ALL);
    assertThat(JobFilter.ALL.matches(unreadable)).isTrue();
    assertThat(JobFilter.of(List.of("hex=00")).matches(unreadable)).isFalse();
    assertThat(JobFilter.of(List.of("hex!=11")).matches(unreadable)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|expected a path, found its end",
        "=x|expected a path, found '=x'",
        "a|expected = or !=, found its end",
        "a!b|expected = or !=, found '!b'",
        "a..b=1|expected a name, found '.b=1'",
        ".a=1|expected a name, found '.a=1'",
        "a.=1|expected a name, found '=1'",
        "a[=1|expected [0] or [\"key\"], found '[=1'",
        "a[x]=1|expected [0] or [\"key\"], found '[x]=1'",
        "a[-1]=1|expected [0] or [\"key\"], found '[-1]=1'",
        "a[\"b]=1|expected [0] or [\"key\"], found '[\"b]=1'",
        "a[0]b=1|expected a dot, [, = or !=, found 'b=1'",
        "a.[0]=1|expected a name, found '[0]=1'",
      })
  void saysWhatIsWrongWithAnExpression(String expression, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobFilter.of(List.of("ok=1", expression)))
        .withMessage("filter '" + expression + "': " + why + "; use path=value or path!=value");
  }

  private static boolean matches(String... expressions) {
    Shown order = new Shown("a.Order", ORDER, "", Optional.empty());
    return JobFilter.of(Arrays.asList(expressions)).matches(order);
  }
}
