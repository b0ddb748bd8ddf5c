package io.streamweir.stages.accesslog;

import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.Suspicion;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests that look like attacks, by what was asked for; whether the attack succeeded is not
 * judged.
 *
 * <table>
 * <caption>What counts</caption>
 * <tr><td>traversal</td><td>a path segment or parameter value that goes up by {@code ..}, a NUL character, a stream wrapper such
 *     as {@code =php://}</td></tr>
 * <tr><td>SQL injection</td><td>{@code union select}, a quote followed by an {@code or} or {@code and} comparison or by a
 *     comment, {@code or 1=1}, stacked statements, functions for blind injection, {@code information_schema}</td></tr>
 * <tr><td>script injection</td><td>a tag such as {@code <script}, an event handler in a tag, {@code javascript:}</td></tr>
 * <tr><td>shell injection</td><td>a shell's separator or substitution followed by a usual command, a shell's path, Shellshock
 *     and JNDI lookups, those also in referer and agent</td></tr>
 * <tr><td>probe</td><td>well-known paths that visitors have no business with: see {@link Probes}</td></tr>
 * </table>
 *
 * <p>Targets are compared after {@link TargetDecoder}. These are rules of thumb for a report, tuned
 * for few false alarms, and no firewall. The first kind that fits counts, in the order above. At
 * most the first 8,192 characters are looked at.
 */
final class Suspicions {
  private static final int LONGEST = 8192;

  private static final Pattern TRAVERSAL =
      Pattern.compile(
          "(?:^|[/\\\\=&?;,])\\.\\.(?:[/\\\\]|$)|\\x00|=(?:php|file|expect|phar|zip)://");

  private static final Pattern SQL_INJECTION =
      Pattern.compile(
          "\\bunion (?:all |distinct )?\\(?select\\b"
              + "|['\"] ?\\)?(?:or|and|\\|\\||&&)[ ('\"][('\"]?\\w{1,32}['\")]? ?(?:=|<|>|like\\b)"
              + "|\\bor ['\"(]?(\\d{1,9})['\"]? ?= ?['\"]?\\1\\b"
              + "|['\")] ?;? ?(?:--(?:[ -]|$)|#(?:&|$))"
              + "|; ?(?:(?:drop|truncate) (?:table|database)|delete from|insert into|shutdown)\\b"
              + "|\\b(?:sleep|pg_sleep|benchmark)\\( ?\\d|\\b(?:load_file|extractvalue|updatexml)\\(|xp_cmdshell\\b"
              + "|\\bwaitfor delay\\b|\\binformation_schema\\b|\\border by \\d+ ?--");

  private static final Pattern SCRIPT_INJECTION =
      Pattern.compile(
          "<(?:script|iframe|svg|img|object|embed)\\b[ />]"
              + "|<\\w[^>]{0,100}\\bon\\w{4,12} ?=|[\"'] ?on\\w{4,12} ?="
              + "|[=(\"'] ?javascript:|document\\.cookie");

  private static final String COMMAND =
      "(?:cat|ls|id|dir|whoami|uname|wget|curl|nc|ncat|bash|sh|rm|chmod|echo|ping|nslookup|python3?"
          + "|perl|php|powershell|cmd|sleep|ifconfig|netstat)";

  /**
   * Bars and semicolons also separate harmless lists, so there a command needs an argument or no
   * other meaning.
   */
  private static final Pattern SHELL_INJECTION =
      Pattern.compile(
          "(?:`|\\$\\() ?"
              + COMMAND
              + "\\b"
              + "|(?:;|\\||&&) ?"
              + COMMAND
              + " [-/\\w.$<>'\"]"
              + "|(?:;|\\||&&) ?(?:whoami|uname|ifconfig|netstat)\\b|[;|] id\\b"
              + "|/bin/(?:ba|da|z)?sh\\b|\\bcmd\\.exe\\b|\\(\\) ?\\{|\\$\\{jndi:");

  private Suspicions() {}

  /** Why the request looks like an attack, or null where it does not. */
  static @Nullable Suspicion of(AccessEvent event) {
    Suspicion byTarget = ofTarget(event.getTarget());
    if (byTarget != null) {
      return byTarget;
    }
    boolean byHeader = runsCode(event.getReferer()) || runsCode(event.getAgent());
    return byHeader ? Suspicion.SHELL_INJECTION : null;
  }

  private static @Nullable Suspicion ofTarget(String target) {
    String head = head(target);
    if (isPlain(head)) {
      return Probes.touches(head) ? Suspicion.PROBE : null;
    }
    return ofDecoded(TargetDecoder.decode(head));
  }

  private static @Nullable Suspicion ofDecoded(String target) {
    if (TRAVERSAL.matcher(target).find()) {
      return Suspicion.TRAVERSAL;
    }
    if (SQL_INJECTION.matcher(TargetDecoder.withoutComments(target)).find()) {
      return Suspicion.SQL_INJECTION;
    }
    if (SCRIPT_INJECTION.matcher(target).find()) {
      return Suspicion.SCRIPT_INJECTION;
    }
    if (SHELL_INJECTION.matcher(target).find()) {
      return Suspicion.SHELL_INJECTION;
    }
    return Probes.touches(target) ? Suspicion.PROBE : null;
  }

  private static boolean runsCode(@Nullable String header) {
    return header != null
        && header.indexOf('{') >= 0
        && SHELL_INJECTION.matcher(TargetDecoder.decode(head(header))).find();
  }

  private static String head(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  /**
   * Whether a target, as nearly all do, holds only characters from which no attack but a probe can
   * be made.
   */
  private static boolean isPlain(String target) {
    char before = 0;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (!isPlain(c) || (c == before && (c == '.' || c == '&'))) {
        return false;
      }
      before = c;
    }
    return true;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '-' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '?'
        || c == '='
        || c == '&'
        || c == '~';
  }
}
