package io.streamweir.testkit;

import io.lettuce.core.api.sync.RedisCommands;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Resolves what {@link WithRedis} promises, with JUnit 5.10 and newer. */
final class RedisExtension
    implements ParameterResolver, TestInstancePostProcessor, AfterEachCallback {
  private static final Namespace OURS = Namespace.create(RedisExtension.class);
  private static final List<Class<?>> TYPES =
      List.of(RedisServer.class, RedisSpace.class, RedisCommands.class);

  private final InstanceSpaces instances = new InstanceSpaces();

  /**
   * A test class takes its constructor's parameters anew for each of its methods. JUnit asks since
   * 5.12; {@link InstanceSpaces} does it for older ones.
   */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SharedServer shared = sharedServer(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == RedisSpace.class) {
      boolean constructs = parameter.getDeclaringExecutable() instanceof Constructor;
      return spaceOf(context, constructs, shared).space();
    }
    return type == RedisServer.class ? shared.server() : shared.commands();
  }

  private static SharedServer sharedServer(ExtensionContext context) {
    Store store = context.getRoot().getStore(OURS);
    return orCreated(store, SharedServer.class, key -> SharedServer.open(), SharedServer.class);
  }

  /** The unique id keeps a method from finding its class's space, which stores inherit. */
  private TestSpace spaceOf(ExtensionContext context, boolean constructs, SharedServer shared) {
    if (constructs && InstanceSpaces.constructsInClassContext(context)) {
      return instances.underConstruction(context, () -> TestSpace.freshOn(shared));
    }
    return instances
        .of(context)
        .orElseGet(
            () ->
                orCreated(
                    context.getStore(OURS),
                    context.getUniqueId(),
                    key -> TestSpace.freshOn(shared),
                    TestSpace.class));
  }

  /** JUnit 5 does not have the method's successor. */
  @SuppressWarnings("deprecation")
  private static <K, V> V orCreated(Store store, K key, Function<K, V> created, Class<V> type) {
    return Objects.requireNonNull(store.getOrComputeIfAbsent(key, created, type));
  }

  @Override
  public void postProcessTestInstance(Object instance, ExtensionContext context) {
    instances.constructed(instance);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    instances.forget(context);
  }
}
