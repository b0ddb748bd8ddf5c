package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.Resource;
import io.streamweir.schemas.accesslog.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorsTest {
  private final Visitors visitors = new Visitors();

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "-",
        "curl/8.5.0",
        "Python-urllib/2.7",
        "Go-http-client/2.0",
        "Wget/1.14 (linux-gnu)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
        "Tiny Tiny RSS/1.11 (http://tt-rss.org/)",
        "Feedly/1.0",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0 Safari/537.36"
      })
  void recognisesPrograms(String agent) {
    assertThat(visitors.of(agent)).isEqualTo(Visitor.BOT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:27.0) Gecko/20100101 Firefox/27.0",
        "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) Chrome/131.0 Mobile Safari/537.36",
        "Opera/9.80 (X11; Linux x86_64) Presto/2.12.388 Version/12.16",
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; InfoPath.3)"
      })
  void takesBrowsersForPeople(String agent) {
    assertThat(visitors.of(agent)).isEqualTo(Visitor.PERSON);
    assertThat(visitors.of(agent)).as("from the cache").isEqualTo(Visitor.PERSON);
  }

  @Test
  void judgesRightAlsoWhenTheCacheIsFull() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(visitors.of("agent " + i)).isEqualTo(Visitor.PERSON);
      assertThat(visitors.of("crawler " + i)).isEqualTo(Visitor.BOT);
    }
    assertThat(visitors.of("crawler ".repeat(1000))).isEqualTo(Visitor.BOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a.css", "/a/b.PNG", "/a.min.js?v=1.2.html", "/f.woff2", "/a.b/c.svg"})
  void recognisesAssets(String target) {
    assertThat(Resources.of(target)).isEqualTo(Resource.ASSET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "?",
        ".",
        "/a.",
        "/a.html",
        "/a?b=c.png",
        "/a.png/",
        "/js",
        "/a.tar.gz",
        "."
      })
  void takesTheRestForPages(String target) {
    assertThat(Resources.of(target)).isEqualTo(Resource.PAGE);
  }
}
