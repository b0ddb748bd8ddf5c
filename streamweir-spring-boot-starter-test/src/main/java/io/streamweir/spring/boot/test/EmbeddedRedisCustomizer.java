package io.streamweir.spring.boot.test;

import io.streamweir.testkit.RedisServer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * Leads a context to the JVM's server, with a namespace of its own. All are equal, so that tests
 * whose contexts are the same otherwise share one.
 */
final class EmbeddedRedisCustomizer implements ContextCustomizer {
  private static final String JOBS = "streamweirJobs";
  private static final long NAMES = 36L * 36 * 36 * 36 * 36 * 36 * 36;

  /** Starts at the first use, and ends with the JVM. */
  private static final class Shared {
    static final RedisServer SERVER = RedisServer.start();
  }

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    TestPropertySourceUtils.addInlinedPropertiesToEnvironment(
        context,
        "streamweir.redis.uri=" + Shared.SERVER.uri(),
        "streamweir.namespace=" + namespace());
    if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry
        && !registry.containsBeanDefinition(JOBS)) {
      RootBeanDefinition jobs = new RootBeanDefinition(StreamweirJobs.class);
      jobs.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
      registry.registerBeanDefinition(JOBS, jobs);
    }
  }

  private static String namespace() {
    return "t" + Long.toString(NAMES + ThreadLocalRandom.current().nextLong(35 * NAMES), 36);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EmbeddedRedisCustomizer;
  }

  @Override
  public int hashCode() {
    return EmbeddedRedisCustomizer.class.hashCode();
  }
}
