package io.streamweir.benchmarks.contestants;

import io.streamweir.payload.SchemaName;

/** What the generated {@code Order} holds, as a Java record of the same schema. */
@SchemaName("io.streamweir.benchmarks.records.Order")
public record OrderRecord(String id, long customer, long cents, String item, boolean express) {}
