package io.streamweir.testkit;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves what {@link WithRedis} promises. */
final class RedisExtension implements ParameterResolver {
  private static final Namespace OURS = Namespace.create(RedisExtension.class);
  private static final List<Class<?>> TYPES =
      List.of(RedisServer.class, RedisSpace.class, RedisCommands.class);

  /** A test class takes its constructor's parameters anew for each of its methods. */
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
      return spaceOf(context, shared).space();
    }
    return type == RedisServer.class ? shared.server() : shared.commands();
  }

  private static SharedServer sharedServer(ExtensionContext context) {
    Store store = context.getRoot().getStore(OURS);
    return store.computeIfAbsent(
        SharedServer.class, key -> SharedServer.open(), SharedServer.class);
  }

  /** The unique id keeps a method from finding its class's space, which stores inherit. */
  private static TestSpace spaceOf(ExtensionContext context, SharedServer shared) {
    return context
        .getStore(OURS)
        .computeIfAbsent(context.getUniqueId(), key -> TestSpace.freshOn(shared), TestSpace.class);
  }
}
