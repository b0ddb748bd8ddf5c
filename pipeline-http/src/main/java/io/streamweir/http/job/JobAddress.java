package io.streamweir.http.job;

import io.streamweir.client.Receipt;
import io.streamweir.http.core.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a job is found, as the header {@code Location} says it. */
public final class JobAddress {
  private JobAddress() {}

  /** Of a job that was submitted to the pipeline of the request's path. */
  public static String of(Request request, Receipt receipt) {
    return request.basePath()
        + "/v1/pipelines/"
        + URLEncoder.encode(request.parameter("pipeline"), StandardCharsets.UTF_8)
        + "/jobs/"
        + receipt.jobId()
        + "?partition="
        + receipt.partition();
  }
}
