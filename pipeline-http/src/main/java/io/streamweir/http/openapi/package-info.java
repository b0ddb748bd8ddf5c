/**
 * Describes the API for programs that read OpenAPI. Begin with {@link
 * io.streamweir.http.openapi.OpenApiRoute}.
 */
@NullMarked
package io.streamweir.http.openapi;

import org.jspecify.annotations.NullMarked;
