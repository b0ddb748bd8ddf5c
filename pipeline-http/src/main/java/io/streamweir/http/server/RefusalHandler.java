package io.streamweir.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Tells what Jetty itself refuses, such as headers that are too long, as a problem. */
final class RefusalHandler extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    ProblemType type =
        status == HttpStatus.INTERNAL_SERVER_ERROR_500
            ? ProblemType.INTERNAL
            : ProblemType.BAD_REQUEST;
    ObjectNode problem = Problem.of(type, HttpStatus.getMessage(status)).json();
    problem.put("status", status);
    response.getHeaders().put("Content-Type", Problem.MEDIA_TYPE);
    response.write(true, ByteBuffer.wrap(Json.bytes(problem)), callback);
    return true;
  }
}
