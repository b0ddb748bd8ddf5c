package io.streamweir.spring.boot.job;

import java.lang.reflect.Method;
import org.springframework.beans.FatalBeanException;

/** Thrown where an annotated method cannot be what its annotation says. */
public final class JobMethodException extends FatalBeanException {
  private static final long serialVersionUID = 1;

  private final String advice;

  /**
   * What is wrong with a method.
   *
   * @param wrong what is wrong, behind the method's name
   * @param advice what to change
   */
  public JobMethodException(Method method, String wrong, String advice) {
    super(
        "the method "
            + method.getDeclaringClass().getName()
            + "."
            + method.getName()
            + " "
            + wrong);
    this.advice = advice;
  }

  String advice() {
    return advice;
  }
}
