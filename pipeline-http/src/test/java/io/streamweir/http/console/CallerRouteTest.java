package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
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
  /** Looks at one pipeline, and does nothing else. */
  private static final Caller READER =
      new Caller() {
        @Override
        public String name() {
          return "anna";
        }

        @Override
        public boolean may(Role role) {
          return role == Role.READ;
        }

        @Override
        public boolean sees(String pipeline) {
          return pipeline.equals("orders");
        }
      };

  private static String me(Authenticator authenticator) {
    RedisConfig redis = RedisConfig.of("redis://127.0.0.1:1").withNamespace("shop");
    try (Engine engine = Engine.of(redis, List.of())) {
      Api api =
          new Api(List.of(new CallerRoute(engine).route()), authenticator, ApiConfig.defaults());
      return ((Answer.Whole) api.answer(Request.of("GET", "/v1/me"))).text();
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
