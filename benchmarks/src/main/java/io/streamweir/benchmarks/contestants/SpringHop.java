package io.streamweir.benchmarks.contestants;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;

/**
 * A hop as Spring Data Redis' reference shows it: a listener container that reads batches, and a
 * listener that forwards and acknowledges each record.
 */
final class SpringHop implements Contestant {
  private final LettuceConnectionFactory connections;
  private final RedisTemplate<String, byte[]> template = new RedisTemplate<>();
  private @Nullable StreamMessageListenerContainer<String, MapRecord<String, String, byte[]>>
      container;

  SpringHop(String uri) {
    RedisURI address = RedisURI.create(uri);
    connections = new LettuceConnectionFactory(address.getHost(), address.getPort());
    connections.afterPropertiesSet();
    connections.start();
    template.setConnectionFactory(connections);
    template.setKeySerializer(RedisSerializer.string());
    template.setValueSerializer(RedisSerializer.byteArray());
    template.setHashKeySerializer(RedisSerializer.string());
    template.setHashValueSerializer(RedisSerializer.byteArray());
    template.afterPropertiesSet();
  }

  @Override
  public void start(Task task) {
    var options =
        StreamMessageListenerContainerOptions.builder()
            .batchSize(Names.BATCH)
            .pollTimeout(Duration.ofMillis(100))
            .keySerializer(RedisSerializer.string())
            .<String, byte[]>hashKeySerializer(RedisSerializer.string())
            .<String, byte[]>hashValueSerializer(RedisSerializer.byteArray())
            .build();
    var started = StreamMessageListenerContainer.create(connections, options);
    started.receive(
        Consumer.from(Names.GROUP, "spring"),
        StreamOffset.create(Names.inbox("hop"), ReadOffset.lastConsumed()),
        this::forward);
    started.start();
    container = started;
  }

  private void forward(MapRecord<String, String, byte[]> message) {
    var streams = template.<String, byte[]>opsForStream();
    streams.add(StreamRecords.mapBacked(message.getValue()).withStreamKey(Names.inbox("sink")));
    streams.acknowledge(Names.GROUP, message);
  }

  @Override
  public void stop() {
    if (container != null) {
      container.stop();
      container = null;
    }
  }

  @Override
  public void close() {
    stop();
    connections.stop();
  }
}
