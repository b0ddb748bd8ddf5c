package io.streamweir.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a real Redis: one server per JVM, started when first asked for, shared by all
 * test classes. Constructors, test and lifecycle methods may take as parameters
 *
 * <ul>
 *   <li>{@link RedisServer}: the shared server, which no test may break
 *   <li>{@link RedisSpace}: the same with a namespace that no other test uses, and which is emptied
 *       after the test; so tests run in parallel on one server
 *   <li>{@code RedisCommands<String, String>}: Lettuce's commands on a connection that all tests
 *       share, so nothing that blocks
 * </ul>
 *
 * <p>A test that breaks its server starts one of its own with {@link RedisServer#start}. Which
 * Redis it is says {@link ServerChoice}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedisExtension.class)
public @interface WithRedis {}
