package io.streamweir.spring.boot;

/** What the pipelines of these tests take. */
public record Order(String item) {}
