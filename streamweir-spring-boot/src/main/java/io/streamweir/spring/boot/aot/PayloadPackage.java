package io.streamweir.spring.boot.aot;

import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Pipeline;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.javapoet.ClassName;

/**
 * Lets code that makes our beans for a payload be generated in the payload's package where the
 * payload is not public, since it names the payload's class.
 */
final class PayloadPackage implements BeanRegistrationAotProcessor {
  private static final String OURS = "io.streamweir.spring.boot.";

  @Override
  public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
    Class<?> payload = payload(bean.getBeanType());
    return payload == null || visible(payload)
        ? null
        : BeanRegistrationAotContribution.withCustomCodeFragments(
            fragments -> new Beside(fragments, payload));
  }

  private static @Nullable Class<?> payload(ResolvableType bean) {
    Class<?> raw = bean.toClass();
    return raw == JobClient.class || raw == Pipeline.class ? bean.getGeneric(0).resolve() : null;
  }

  /** From everywhere: it is public, and so are the classes that it is in. */
  private static boolean visible(Class<?> payload) {
    Class<?> outer = payload.getEnclosingClass();
    return Modifier.isPublic(payload.getModifiers()) && (outer == null || visible(outer));
  }

  /** Beside the payload what would stand beside our own classes. */
  private static final class Beside extends BeanRegistrationCodeFragmentsDecorator {
    private final Class<?> payload;

    Beside(BeanRegistrationCodeFragments usual, Class<?> payload) {
      super(usual);
      this.payload = payload;
    }

    @Override
    public ClassName getTarget(RegisteredBean bean) {
      ClassName usual = super.getTarget(bean);
      return usual.canonicalName().startsWith(OURS) ? ClassName.get(payload) : usual;
    }
  }
}
