package io.streamweir.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests the pipelines of an application and nothing else of it: Streamweir's configuration, an
 * embedded Redis, and of the scanned classes those that define pipelines, handlers or schedules.
 * What their constructors need is given by {@code @Import} or {@code @MockitoBean}.
 *
 * <pre>{@code
 * @StreamweirTest
 * @Import(PlayBank.class)
 * class OrdersTest {
 *   @Autowired JobClient<Order> orders;
 *   @Autowired StreamweirJobs jobs;
 * }
 * }</pre>
 *
 * <p>A test of the whole application has {@code @SpringBootTest} and {@link EmbeddedRedis} in its
 * place.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@BootstrapWith(StreamweirTestBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(PipelinesOnly.class)
@ImportAutoConfiguration
@EmbeddedRedis
public @interface StreamweirTest {
  /** Properties of the environment, as {@code name=value}. */
  String[] properties() default {};

  /** Whether scanned classes that define pipelines, handlers or schedules are taken. */
  boolean useDefaultFilters() default true;

  /** Which other scanned classes are taken. */
  Filter[] includeFilters() default {};

  /** Which scanned classes are left out. */
  Filter[] excludeFilters() default {};

  /** Auto-configurations that are left out. */
  @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
  Class<?>[] excludeAutoConfiguration() default {};
}
