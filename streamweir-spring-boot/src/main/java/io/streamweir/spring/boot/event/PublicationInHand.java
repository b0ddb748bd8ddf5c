package io.streamweir.spring.boot.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.modulith.events.core.EventPublicationRepository;

/**
 * The publication whose listener this thread calls. A transport gets the event and is not told its
 * publication. But the registry marks each publication as in process just before it calls the
 * listener, on the same thread. So the repository is asked to tell that. Thread-safe.
 */
final class PublicationInHand implements BeanPostProcessor {
  private static final ThreadLocal<@Nullable UUID> CURRENT = new ThreadLocal<>();

  /** Returns it once; nothing where the listener was called without a registry. */
  Optional<UUID> take() {
    Optional<UUID> taken = Optional.ofNullable(CURRENT.get());
    CURRENT.remove();
    return taken;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof EventPublicationRepository repository ? telling(repository) : bean;
  }

  private Object telling(EventPublicationRepository repository) {
    return Proxy.newProxyInstance(
        EventPublicationRepository.class.getClassLoader(),
        new Class<?>[] {EventPublicationRepository.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("markProcessing") && arguments[0] instanceof UUID id) {
            CURRENT.set(id);
          }
          return call(repository, method, arguments);
        });
  }

  private static @Nullable Object call(
      EventPublicationRepository repository, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(repository, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
