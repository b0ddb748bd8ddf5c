package io.streamweir.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.listener.WorkerListener.LaneId;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JoinedListenerTest {
  private final List<String> heard = new ArrayList<>();

  /** One that notes what it hears and fails then. */
  private WorkerListener failing(String name) {
    return (WorkerListener)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {WorkerListener.class},
            (proxy, method, arguments) -> {
              heard.add(name + " " + method.getName() + Arrays.toString(arguments));
              throw new IllegalStateException("a listener that fails");
            });
  }

  static List<Method> methods() {
    return Arrays.stream(WorkerListener.class.getMethods())
        .filter(Method::isDefault)
        .filter(method -> !method.getName().equals("handled") || method.getParameterCount() == 4)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void tellsEachListenerThoughAnotherOneFails(Method method) throws Exception {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(JoinedListenerTest::any).toArray();
    WorkerListener joined = WorkerListener.joined(List.of(failing("first"), failing("second")));

    method.invoke(joined, arguments);

    String call = " " + method.getName() + Arrays.toString(arguments);
    assertThat(heard).containsExactly("first" + call, "second" + call);
  }

  private static @Nullable Object any(Class<?> type) {
    if (type == int.class) {
      return 3;
    }
    if (type == long.class) {
      return 4L;
    }
    return type == boolean.class ? true : null;
  }

  @Test
  void tellsListenersThatHearOnlyHowAnEntryEnded() {
    WorkerListener old =
        new WorkerListener() {
          @Override
          public void handled(LaneId lane, Ending ending, long nanos) {
            heard.add(ending.name());
          }
        };
    WorkerListener.joined(List.of(old))
        .handled(new LaneId("p", "s", 0), Ending.DEAD, 1, new IllegalStateException());
    assertThat(heard).containsExactly("DEAD");
  }
}
