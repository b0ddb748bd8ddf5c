package io.streamweir.spring.boot.job;

import io.streamweir.payload.PayloadType;
import io.streamweir.payload.PayloadTypeException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;

/**
 * What a method with {@link JobHandler} takes and gives. Immutable.
 *
 * @param method the method
 * @param input the class of the job's input
 * @param output the class of what a next stage would get; the input's where there is no result
 * @param place where among the parameters the input stands
 */
record HandlerMethod(
    AnnotatedMethod<JobHandler> method, Class<?> input, Class<?> output, int place) {
  private static final String SHAPE =
      "Let it take the job's input and, if need be, the StageContext. Let it return an Outcome, the"
          + " job's result, or nothing. Inputs and results are records.";

  /**
   * Looks at a method.
   *
   * @throws JobMethodException where it cannot be a handler
   */
  static HandlerMethod of(AnnotatedMethod<JobHandler> method) {
    method.check();
    int place = placeOfInput(method);
    Class<?> input =
        ResolvableType.forMethodParameter(method.method(), place, method.type()).toClass();
    checkPayload(method, "input", input);
    return new HandlerMethod(method, input, output(method, input), place);
  }

  private static int placeOfInput(AnnotatedMethod<JobHandler> method) {
    List<Class<?>> given = Arrays.asList(method.method().getParameterTypes());
    int context = given.indexOf(StageContext.class);
    int inputs = given.size() - (context < 0 ? 0 : 1);
    if (inputs != 1) {
      throw method.wrong("takes " + inputs + " inputs, and a handler takes one", SHAPE);
    }
    return context == 0 ? 1 : 0;
  }

  private static Class<?> output(AnnotatedMethod<JobHandler> method, Class<?> input) {
    ResolvableType returned = ResolvableType.forMethodReturnType(method.method(), method.type());
    Class<?> result =
        givesOutcome(method.method())
            ? returned.as(Outcome.class).getGeneric(0).toClass()
            : returned.toClass();
    if (List.of(void.class, Void.class, Object.class).contains(result)) {
      return input;
    }
    checkPayload(method, "result", result);
    return result;
  }

  private static boolean givesOutcome(Method method) {
    return Outcome.class.isAssignableFrom(method.getReturnType());
  }

  private static void checkPayload(AnnotatedMethod<?> method, String what, Class<?> type) {
    try {
      PayloadType.of(type);
    } catch (PayloadTypeException e) {
      throw method.wrong("has a " + what + " that cannot travel: " + e.getMessage(), SHAPE);
    }
  }

  /** The handler, which fetches the bean for the first job: until then it may be in the making. */
  Stage<Object, Object> handler(BeanFactory beans) {
    return (input, context) -> outcome(method.call(beans, arguments(input, context)));
  }

  private Object[] arguments(Object input, StageContext context) {
    if (method.method().getParameterCount() == 1) {
      return new Object[] {input};
    }
    return place == 0 ? new Object[] {input, context} : new Object[] {context, input};
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the engine says what is wrong with a null outcome
  private Outcome<Object> outcome(@Nullable Object returned) {
    if (givesOutcome(method.method())) {
      return (Outcome<Object>) returned;
    }
    return returned == null ? Outcome.finish() : Outcome.finish(returned);
  }
}
