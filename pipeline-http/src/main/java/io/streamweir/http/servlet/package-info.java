/**
 * The API in somebody's servlet container, so that no other port opens. Begin with {@link
 * io.streamweir.http.servlet.ApiServlet}. The API as a server of its own is in {@code
 * io.streamweir.http.server}.
 */
@NullMarked
package io.streamweir.http.servlet;

import org.jspecify.annotations.NullMarked;
