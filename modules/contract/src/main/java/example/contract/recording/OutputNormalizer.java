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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Puts words that stay in place of what differs from run to run: ports, folders, times, UIDs. */
final class OutputNormalizer {

  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
  private static final long STEP = Duration.ofMinutes(10).toSeconds(); // no run takes half of it

  private static final Pattern ISO =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z");

  /** As a {@link java.util.Date} prints itself. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.ENGLISH)
          .withZone(ZoneId.of("UTC"));

  private static final Pattern DATES =
      Pattern.compile(
          "[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} [A-Z]{3,4} [0-9]{4}");

  private static final Map<Pattern, String> VARYING = varying();

  private final Instant started = Instant.now();
  private final Map<String, String> words = new LinkedHashMap<>();
  private final List<String> servers = new ArrayList<>();

  void words(String varying, String word) {
    words.put(varying, word);
  }

  /** A port of the loopback address where a server of this run is. */
  void server(int port) {
    servers.add("127.0.0.1:" + port);
  }

  /**
   * @param pod whether the servers are what a pod sees of them
   */
  String of(String text, boolean pod) {
    var result = text;
    for (var word : words.entrySet()) {
      result = result.replace(word.getKey(), word.getValue());
    }
    for (var server : servers) {
      result = result.replace(server, pod ? "10.43.0.1:443" : "127.0.0.1:6443");
    }
    for (var each : VARYING.entrySet()) {
      result = each.getKey().matcher(result).replaceAll(each.getValue());
    }
    result = shifted(result, ISO, Instant::parse, Instant::toString);
    return shifted(result, DATES, date -> Instant.from(DATE.parse(date)), DATE::format);
  }

  private String shifted(
      String text,
      Pattern pattern,
      Function<String, Instant> parse,
      Function<Instant, String> format) {
    Function<MatchResult, String> shift =
        found -> {
          var away = Duration.between(started, parse.apply(found.group())).toSeconds();
          return format.apply(NOW.plusSeconds(Math.round(away / (double) STEP) * STEP));
        };
    return pattern.matcher(text).replaceAll(shift);
  }

  private static Map<Pattern, String> varying() {
    var varying = new LinkedHashMap<Pattern, String>();
    varying.put(
        Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        "5b1f6d0e-0000-4000-8000-000000000001");
    varying.put(Pattern.compile("(?m)^(HTTP response headers: ).*$"), "$1{…}"); // with the date
    varying.put(Pattern.compile("sha256/[A-Za-z0-9+/]{43}="), "sha256/…");
    // localhost is either, as the system has it
    varying.put(Pattern.compile("localhost/\\[0:0:0:0:0:0:0:1\\]"), "localhost/127.0.0.1");
    // Java 25 puts the TLS alert in front
    varying.put(
        Pattern.compile("(SSLHandshakeException: )\\((certificate_unknown|bad_certificate)\\) "),
        "$1");
    // as the JDK says it the second time, whatever the resolver said the first
    varying.put(Pattern.compile("Unable to resolve host (\\S+) in hosts file \\S+"), "$1");
    // Java 25 words it otherwise
    varying.put(
        Pattern.compile("Exec failed, error: 2 \\(No such file or directory\\)"),
        "error=2, No such file or directory");
    varying.put(
        Pattern.compile("\\nCaused by: java.io.IOException: algid parse error, not a sequence"),
        "");
    varying.put(
        Pattern.compile("(InvalidKeyException: )Unable to decode key"),
        "$1IOException : algid parse error, not a sequence");
    // two days, less what the answer took
    varying.put(Pattern.compile("(?m)^(server ahead +)172(79[0-9]|80[0-9]) s$"), "$1172800 s");
    // two days, and the second in which the server answers
    varying.put(Pattern.compile("(server ahead +)172[78][0-9]{2} s"), "$1172800 s");
    // as dash says it, of all shells
    varying.put(
        Pattern.compile("sh: (?:(?:line )?1: )?aws: (?:command )?not found"),
        "sh: 1: aws: not found");
    varying.put(Pattern.compile("(?m)^( in reader, line 1, column )[0-9]+:$"), "$1…:");
    varying.put(Pattern.compile("(?m)^ +\\^\\n+"), "");
    varying.put(Pattern.compile("(?m)[ \\t]+$"), "");
    return varying;
  }
}
