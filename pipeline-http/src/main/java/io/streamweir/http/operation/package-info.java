/**
 * Changes of any number of things, in bounded steps that can be stopped and go on elsewhere. Begin
 * with {@link io.streamweir.http.operation.Stepping}; {@link
 * io.streamweir.http.operation.Operations} runs such work in the server.
 */
@NullMarked
package io.streamweir.http.operation;

import org.jspecify.annotations.NullMarked;
