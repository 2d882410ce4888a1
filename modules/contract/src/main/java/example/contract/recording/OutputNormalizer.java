package example.contract.recording;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Puts words that stay in place of what differs from run to run: UIDs, times, names and addresses
 * of this run, and what JDKs and shells word differently. The one place for such rules.
 */
public final class OutputNormalizer {

  private static final String UID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /**
   * What may differ between a page and a run of any machine: UIDs, how far a pod is that sees
   * itself start, and, with the blanks that line them up, ports, seconds and memory.
   */
  private static final Pattern NOT_COMPARED =
      Pattern.compile(
          UID
              + "|(?<=\\t)(Pending|Running|Succeeded)(?=\\t)"
              + "|(?<=localhost:)[0-9]+ *| +[0-9]+\\.[0-9] s\\b| +[0-9]+ MiB\\b");

  private static final Pattern ISO =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z");

  /** As a {@link java.util.Date} prints itself. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.ENGLISH)
          .withZone(ZoneId.of("UTC"));

  private static final Pattern DATES =
      Pattern.compile(
          "[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} [A-Z]{3,4} [0-9]{4}");

  /** The time of every run, and what times are rounded to: no run takes half of it. */
  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");

  private static final double STEP = Duration.ofMinutes(10).toSeconds();

  private static final Map<Pattern, String> RULES = new LinkedHashMap<>();

  static {
    // With the date; a message that was made one line has more behind them.
    rule("(?m)^(HTTP response headers: ).*$", "$1{…}");
    rule("(response headers: \\{).*}", "$1…}");
    rule("(\"continue\":\"|continue=)[^&\\s\"]{20,}", "$1…");
    rule("(\"resourceVersion\":\")\\d+", "$1…");
    rule("(too old resource version: )\\d+ \\(\\d+\\)", "$1…");
    rule("fixed content-length: \\d+", "fixed content-length: 5583");
    rule("sha256/[A-Za-z0-9+/]{43}=", "sha256/…");
    // localhost is either, as the system has it
    rule("localhost/\\[0:0:0:0:0:0:0:1\\]", "localhost/127.0.0.1");
    // Java 25 puts the TLS alert in front
    rule("(SSLHandshakeException: )\\((certificate_unknown|bad_certificate)\\) ", "$1");
    // as the JDK says it the second time, whatever the resolver said the first
    rule("Unable to resolve host (\\S+) in hosts file \\S+", "$1");
    // Java 25 words these otherwise
    rule(
        "Exec failed, error: 2 \\(No such file or directory\\)",
        "error=2, No such file or directory");
    rule("\\nCaused by: java.io.IOException: algid parse error, not a sequence", "");
    rule(
        "(InvalidKeyException: )Unable to decode key",
        "$1IOException : algid parse error, not a sequence");
    // two days, less what the answer took
    rule("(server ahead +)172[78][0-9]{2} s", "$1172800 s");
    // as dash says it, of all shells
    rule("sh: (?:(?:line )?1: )?aws: (?:command )?not found", "sh: 1: aws: not found");
    // on a machine that is busy
    rule("(?m)^WARNING: Thread vert.x-eventloop-thread-\\d+ has been blocked for .*\\n", "");
    rule("(?m)^( in reader, line 1, column )[0-9]+:$", "$1…:");
    rule("(?m)^ +\\^\\n+", "");
    rule("(?m)[ \\t]+$", "");
  }

  private final Instant started = Instant.now();
  private final Map<String, String> words = new LinkedHashMap<>();
  private final List<String> uids = new ArrayList<>();

  private static void rule(String regex, String replacement) {
    RULES.put(Pattern.compile(regex), replacement);
  }

  /** Has a name or address of this run shown as another. */
  public OutputNormalizer replace(String varying, String word) {
    words.put(varying, word);
    return this;
  }

  /** The text as a page shows it. A UID is shown as its place among those seen so far. */
  public String normalize(String text) {
    var result = text;
    for (var word : words.entrySet()) {
      result = result.replace(word.getKey(), word.getValue());
    }
    for (var rule : RULES.entrySet()) {
      result = rule.getKey().matcher(result).replaceAll(rule.getValue());
    }
    result = Pattern.compile(UID).matcher(result).replaceAll(found -> numbered(found.group()));
    result = shifted(result, ISO, Instant::parse, Instant::toString);
    return shifted(result, DATES, date -> Instant.from(DATE.parse(date)), DATE::format);
  }

  private String numbered(String uid) {
    if (!uids.contains(uid)) {
      uids.add(uid);
    }
    return "00000000-0000-4000-8000-%012d".formatted(uids.indexOf(uid) + 1);
  }

  /** As far from {@link #NOW} as the time is from the start of this run. */
  private String shifted(
      String text,
      Pattern pattern,
      Function<String, Instant> parse,
      Function<Instant, String> format) {
    return pattern
        .matcher(text)
        .replaceAll(
            found -> {
              var away = Duration.between(started, parse.apply(found.group())).toSeconds();
              return format.apply(NOW.plusSeconds(Math.round(away / STEP) * (long) STEP));
            });
  }

  /** The part of a string in which a page and a run of this build must agree. */
  static String comparable(String text) {
    return NOT_COMPARED.matcher(text).replaceAll("*");
  }
}
