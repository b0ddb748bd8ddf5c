package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.HttpApi;
import io.streamweir.http.Visitor;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerRouteTest {
  private static final Caller READER = new Visitor(Role.READ, "orders");

  private static String me(Authenticator authenticator) {
    RedisConfig redis = RedisConfig.of("redis://127.0.0.1:1").withNamespace("shop");
    try (HttpApi http =
        Contract.http(
            Engine.of(redis, List.of()), authenticator, ApiConfig.defaults(), List.of())) {
      return ((Answer.Whole) http.api().answer(Request.of("GET", "/v1/me"))).text();
    }
  }

  @Test
  void tellsThatEverybodyMayDoEverythingWithoutTokens() {
    assertThat(me(Authenticator.NONE))
        .contains("\"tokens\":false", "\"roles\":[\"submit\",\"read\",\"operate\"]")
        .contains("\"namespace\":\"shop\"");
  }

  @Test
  void tellsTheNameAndTheRolesOfAToken() {
    assertThat(me(request -> READER))
        .contains("\"name\":\"anna\"", "\"tokens\":true", "\"roles\":[\"read\"]");
  }
}
