/**
 * The JSON of pipelines' inputs: read strictly by their Avro schemas, and described by JSON Schema.
 * Begin with {@link io.streamweir.http.json.InputReader}.
 */
@NullMarked
package io.streamweir.http.json;

import org.jspecify.annotations.NullMarked;
