/** Streamweir's engine. Packages that are not exported are no API. */
module io.streamweir {
  requires static transitive org.jspecify;
  requires transitive org.apache.avro;
  requires transitive micrometer.core;
  requires transitive micrometer.observation;
  requires com.fasterxml.jackson.core;
  requires io.github.resilience4j.circuitbreaker;
  requires io.github.resilience4j.core;
  requires io.github.resilience4j.retry;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires lettuce.core;
  requires micrometer.commons;
  requires org.slf4j;
  requires reactor.core;

  exports io.streamweir.client;
  exports io.streamweir.codec;
  exports io.streamweir.inspect;
  exports io.streamweir.listener;
  exports io.streamweir.metrics;
  exports io.streamweir.payload;
  exports io.streamweir.pipeline;
  exports io.streamweir.redis;
  exports io.streamweir.worker;

  uses io.streamweir.pipeline.PipelineProvider;
}
