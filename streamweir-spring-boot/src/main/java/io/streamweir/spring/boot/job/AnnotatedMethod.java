package io.streamweir.spring.boot.job;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method with an annotation, of a bean. Immutable.
 *
 * @param bean the bean's name
 * @param type the bean's class
 * @param method the method, as the class declares it
 * @param annotation what it is annotated with
 */
record AnnotatedMethod<A extends Annotation>(
    String bean, Class<?> type, Method method, A annotation) {

  /** Those of all beans of a factory, none of which is made for that. */
  static <A extends Annotation> List<AnnotatedMethod<A>> in(
      ConfigurableListableBeanFactory beans, Class<A> annotation) {
    List<AnnotatedMethod<A>> all = new ArrayList<>();
    for (String bean : beans.getBeanDefinitionNames()) {
      Class<?> type =
          beans.getBeanDefinition(bean).isAbstract() ? null : beans.getType(bean, false);
      if (type != null) {
        all.addAll(of(bean, type, annotation));
      }
    }
    return all;
  }

  /** Those of one bean. */
  static <A extends Annotation> List<AnnotatedMethod<A>> of(
      String bean, Class<?> type, Class<A> annotation) {
    if (!AnnotationUtils.isCandidateClass(type, annotation)) {
      return List.of();
    }
    List<AnnotatedMethod<A>> all = new ArrayList<>();
    for (Method method : MethodIntrospector.selectMethods(type, has(annotation))) {
      A given = AnnotatedElementUtils.findMergedAnnotation(method, annotation);
      if (given != null) {
        all.add(new AnnotatedMethod<>(bean, type, method, given));
      }
    }
    return all;
  }

  private static ReflectionUtils.MethodFilter has(Class<? extends Annotation> annotation) {
    return method -> AnnotatedElementUtils.hasAnnotation(method, annotation);
  }

  /**
   * Complains of a method that no program but its own class can call.
   *
   * @throws JobMethodException where it is static or private
   */
  void check() {
    if (Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
      throw wrong("is static or private", "Make it a method of the bean that is not private.");
    }
  }

  /** That something is wrong with it. */
  JobMethodException wrong(String what, String advice) {
    return new JobMethodException(method, what, advice);
  }

  /** Calls it at the bean, through the proxy where the bean is one. */
  @Nullable Object call(BeanFactory beans, Object... arguments) throws Exception {
    Object target = beans.getBean(bean);
    Method callable = MethodIntrospector.selectInvocableMethod(method, target.getClass());
    ReflectionUtils.makeAccessible(callable);
    try {
      return callable.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      ReflectionUtils.rethrowException(e.getTargetException());
      throw e; // not reached
    }
  }
}
