package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.AccessEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1|GET|/|HTTP/1.1",
        "GET /a b HTTP/1.0|GET|/a b|HTTP/1.0",
        "BREW pot HTTP/9.9|BREW|pot|HTTP/9.9",
        "GET / HTTP/1.0 HTTP/1.1|GET|/ HTTP/1.0|HTTP/1.1",
        "M x HTTP/2.0|M|x|HTTP/2.0"
      })
  void splitsRequests(String request, String method, String target, String protocol) {
    AccessEvent event = read(request);

    assertThat(event.getMethod()).isEqualTo(method);
    assertThat(event.getTarget()).isEqualTo(target);
    assertThat(event.getProtocol()).isEqualTo(protocol);
  }

  @Test
  void takesASingleSpaceAsATarget() {
    assertThat(read("GET   HTTP/1.1").getTarget()).isEqualTo(" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "GET",
        "GET /",
        "GET HTTP/1.1",
        "GET  HTTP/1.1",
        "get / HTTP/1.1",
        " / HTTP/1.1",
        "G3T / HTTP/1.1",
        "GET / HTTP/1",
        "GET / HTTP/1.10",
        "GET / HTTPS/1.1",
        "GET / http/1.1",
        "GET /HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET / HTTP/a.1",
        "HTTP/1.1",
        "\\x16\\x03",
        "Ä / HTTP/1.1"
      })
  void countsOthersAsOtherAndKeepsThemWhole(String request) {
    AccessEvent event = read(request);

    assertThat(event.getMethod()).isEqualTo("other");
    assertThat(event.getTarget()).isEqualTo(request);
    assertThat(event.getProtocol()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/,/", "/a?b,/a", "/a?b?c,/a", "/a#b,/a#b", "?x,''"})
  void cutsTheQueryOffThePath(String target, String path) {
    assertThat(RequestLine.path(target)).isEqualTo(path);
  }

  private static AccessEvent read(String request) {
    AccessEvent event = new AccessEvent();
    RequestLine.read("<<" + request + ">>", 2, request.length() + 2, event);
    return event;
  }
}
