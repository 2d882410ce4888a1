// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
//SOURCES ClusterAccess.java Kubeconfig.java ConfigFiles.java Pem.java Printable.java
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.clientjava.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets a token or client certificate from a program that a kubeconfig names, as those of EKS, GKE
 * and AKS do, by client-go's protocol: run at the first request and not before, asked again when
 * the answer expires or the server refuses it, once for all who wait.
 *
 * <p>The program is never given a terminal. A login that asks questions has to be done beforehand,
 * with the program's own command. What it writes on standard error is not passed on, unlike in
 * kubectl: that stream belongs to the program that uses this class, a warning may quote a token,
 * and nobody could follow the prompt of a device-code login within the minute that a run may take.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins">
 *     client-go credential plugins</a>
 */
public final class ExecCredential implements ClusterAccess.Credentials {

  private static final Duration LIMIT = Duration.ofSeconds(60); // it may ask a cloud, not a human
  private static final int LONGEST = 1 << 20; // bytes of an answer; a token is a few kB
  private static final int HINT = 300; // characters of installHint; it comes from the kubeconfig
  private static final String GROUP = "client.authentication.k8s.io/";
  private static final Set<String> MODES = Set.of("Never", "IfAvailable");
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "command",
          "args",
          "env",
          "installHint",
          "interactiveMode",
          "provideClusterInfo");

  private static final Gson STRICT =
      new GsonBuilder().setStrictness(Strictness.STRICT).create(); // the default takes what is none

  private final Plugin plugin;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private CompletableFuture<Answer> latest;

  /**
   * @param environment what the program inherits, all of it, and where its PATH is taken from
   * @param clock tells when an answer has expired; a laptop's goes on while it sleeps
   */
  ExecCredential(Plugin plugin, Map<String, String> environment, InstantSource clock) {
    this.plugin = plugin;
    this.environment = environment;
    this.clock = clock;
  }

  /** What the program said, and until when it holds. */
  private record Answer(ClusterAccess.Credential credential, Instant expires) {}

  /**
   * The credential, from the last answer if it holds.
   *
   * @throws IOException if the program is missing, fails, takes longer than a minute, or answers
   *     something else. The message is a sentence without what the program printed
   */
  @Override
  public ClusterAccess.Credential get() throws IOException {
    return await(latest(null));
  }

  /** The credential of another answer than the rejected one; runs the program if need be. */
  @Override
  public ClusterAccess.Credential refresh(ClusterAccess.Credential rejected) throws IOException {
    return await(latest(rejected));
  }

  /** The run that is going on, or whose answer holds; else a new one. */
  private synchronized CompletableFuture<Answer> latest(ClusterAccess.Credential rejected)
      throws IOException {
    if (latest == null || latest.isDone() && !holds(latest, rejected)) {
      latest = run();
    }
    return latest;
  }

  private boolean holds(CompletableFuture<Answer> run, ClusterAccess.Credential rejected) {
    return !run.isCompletedExceptionally()
        // Not equals: who asks once more after the same answer has waited for the run in between.
        && run.join().credential() != rejected
        && clock.instant().isBefore(run.join().expires());
  }

  private ClusterAccess.Credential await(CompletableFuture<Answer> run) throws IOException {
    try {
      return run.get().credential();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof TimeoutException) {
        throw plugin.failed(
            "has not ended after %d s and was stopped; if it waits for a login, log in beforehand"
                .formatted(LIMIT.toSeconds()));
      }
      // A new one: each who waits gets it with a trace of his own.
      throw new IOException(failed.getCause().getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while the exec plugin ran.");
    }
  }

  // ---- the program ----

  private CompletableFuture<Answer> run() throws IOException {
    var line = new ArrayList<String>();
    line.add(program().toString());
    line.addAll(plugin.args()); // no shell: $HOME and ; are what they are
    // Joined to the answer, one warning would spoil it. Shown, it may quote a token.
    var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(plugin.env());
    builder.environment().put("KUBERNETES_EXEC_INFO", info());
    Process process;
    try {
      process = builder.start();
    } catch (IOException unstartable) {
      throw plugin.failed("cannot be started; check that it is a program for this machine");
    }
    var run = new CompletableFuture<Answer>();
    // A thread of its own: who waits may be interrupted without ending the run of the others.
    var thread = new Thread(() -> read(process, run), "exec-credential");
    thread.setDaemon(true);
    thread.start();
    run.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .whenComplete(
            (answer, failed) -> {
              // What it has started holds its output open, and would hold the thread.
              process.descendants().forEach(ProcessHandle::destroyForcibly);
              process.destroyForcibly();
            });
    return run;
  }

  private void read(Process process, CompletableFuture<Answer> run) {
    try (var out = process.getInputStream()) {
      process.getOutputStream().close(); // a program that asks something reads the end, not nothing
      var printed = out.readNBytes(LONGEST + 1);
      if (printed.length > LONGEST) {
        throw plugin.failed("printed more than " + LONGEST + " bytes");
      }
      var code = process.waitFor();
      if (code != 0) {
        throw plugin.failed("ended with exit code %d; run it by hand to see why".formatted(code));
      }
      run.complete(answer(object(printed)));
    } catch (IOException | InterruptedException | RuntimeException failed) {
      run.completeExceptionally(failed);
    }
  }

  private Path program() throws IOException {
    var command = plugin.command();
    var hint = plugin.hint().isEmpty() ? "" : ": " + plugin.hint();
    if (command.contains("/") || command.contains(File.separator)) {
      var program = plugin.folder().resolve(command).normalize();
      if (!ConfigFiles.isFile(program)) {
        throw plugin.failed("is not at " + Printable.shown(program) + "; install it" + hint);
      }
      return program;
    }
    for (var folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      var program = Path.of(folder, command);
      // A relative folder, or an empty one, means that of whoever starts this: a foreign program.
      if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
        return program;
      }
    }
    throw plugin.failed("is not on the PATH; install it" + hint);
  }

  /** What the program is told, as JSON. */
  private String info() {
    var spec = new LinkedHashMap<String, Object>();
    spec.put("interactive", false);
    if (plugin.cluster() != null) {
      spec.put("cluster", plugin.cluster());
    }
    var info = Map.of("kind", "ExecCredential", "apiVersion", plugin.apiVersion(), "spec", spec);
    return new Gson().toJson(info);
  }

  // ---- its answer ----

  private Answer answer(Map<?, ?> answer) throws IOException {
    var kind = answer.get("kind");
    var none = kind == null || kind.equals(""); // which kubectl takes for the right one
    if (none ? answer.get("apiVersion") == null : !kind.equals("ExecCredential")) {
      throw plugin.failed("printed something other than an ExecCredential; run it by hand to see");
    }
    if (!plugin.apiVersion().equals(answer.get("apiVersion"))) {
      throw plugin.failed(
          "answered in another apiVersion than %s; correct apiVersion, or update it"
              .formatted(plugin.apiVersion()));
    }
    var status = answer.get("status") instanceof Map<?, ?> map ? map : Map.of();
    var token = text(status, "token");
    var certificate = text(status, "clientCertificateData");
    var key = text(status, "clientKeyData");
    if (token.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
      throw plugin.failed("printed neither a token nor a client certificate; log in with it first");
    }
    if (certificate.isEmpty() != key.isEmpty()) {
      throw plugin.failed("printed a client certificate without its key, or a key alone");
    }
    // A newline in it would come back in the message of the header that refuses it.
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw plugin.failed("printed a token with a character that no token has");
    }
    var credential = credential(token, certificate, key);
    return new Answer(credential, expires(status.get("expirationTimestamp")));
  }

  private ClusterAccess.Credential credential(String token, String certificate, String key)
      throws IOException {
    if (certificate.isEmpty()) {
      return ClusterAccess.Credential.of(token);
    }
    try {
      var chain = Pem.certificates(certificate.getBytes(UTF_8));
      var privateKey = Pem.privateKey(key.getBytes(UTF_8), chain.get(0).getPublicKey());
      return new ClusterAccess.Credential(token, chain, privateKey);
    } catch (GeneralSecurityException unusable) {
      throw plugin.failed("printed a client certificate or key that cannot be read"); // no cause
    }
  }

  /** For ever if it is not said; whatever is no time is an error, since it cannot mean that. */
  private Instant expires(Object timestamp) throws IOException {
    try {
      return timestamp == null ? Instant.MAX : Instant.parse(timestamp.toString());
    } catch (DateTimeException malformed) {
      throw plugin.failed("printed an expirationTimestamp that is not RFC 3339");
    }
  }

  private String text(Map<?, ?> fields, String name) throws IOException {
    var value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw plugin.failed("printed a %s that is not a string".formatted(name));
    }
    return value == null ? "" : value.toString();
  }

  // ---- what the kubeconfig says ----

  /**
   * The {@code exec} of a user.
   *
   * @param where file and user, for messages
   * @param folder the kubeconfig's; a command with a slash is relative to it
   * @param apiVersion what is spoken, both ways
   * @param env added to what is inherited
   * @param hint how to install the command; empty if nobody said
   * @param cluster what the program is told of the cluster; null if it need not know
   */
  public record Plugin(
      String where,
      Path folder,
      String apiVersion,
      String command,
      List<String> args,
      Map<String, String> env,
      String hint,
      Map<String, Object> cluster) {

    static Plugin of(Kubeconfig.Entry user, Kubeconfig.Entry cluster) throws IOException {
      var exec = user.inner("exec");
      exec.allow(FIELDS);
      var version = exec.text("apiVersion");
      if (!Set.of(GROUP + "v1", GROUP + "v1beta1").contains(version)) {
        throw exec.wrong("apiVersion", "must be " + GROUP + "v1 or v1beta1; update the plugin");
      }
      if (exec.text("command").isEmpty()) {
        throw exec.wrong("command", "is missing; name the program to run");
      }
      var mode = exec.text("interactiveMode");
      if (mode.equals("Always")) {
        throw exec.wrong(
            "interactiveMode", "is Always, but there is no terminal to give; log in beforehand");
      }
      // Of v1beta1 it is optional, and the tools of EKS, GKE and AKS leave it out.
      if (!MODES.contains(mode) && !(mode.isEmpty() && version.endsWith("v1beta1"))) {
        throw exec.wrong("interactiveMode", "must be Never, IfAvailable or Always");
      }
      return new Plugin(
          "%s: exec of user \"%s\""
              .formatted(Printable.shown(user.file()), Printable.shown(user.name())),
          user.path(""),
          version,
          exec.text("command"),
          exec.texts("args"),
          env(exec),
          // It is a stranger's text: a control character could rewrite the terminal it is shown on.
          shortened(exec.text("installHint").replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")),
          exec.flag("provideClusterInfo") ? info(cluster) : null);
    }

    private static Map<String, String> env(Kubeconfig.Entry exec) throws IOException {
      var env = new LinkedHashMap<String, String>();
      for (var variable : exec.items("env")) {
        var name = variable.text("name");
        if (name.isEmpty() || name.contains("=")) {
          throw exec.wrong("env", "has an entry without a name; give it name and value");
        }
        variable.allow(Set.of("name", "value"));
        env.put(name, variable.text("value"));
      }
      return env;
    }

    private static String shortened(String hint) {
      var line = hint.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
      var secret = line.contains("-----BEGIN ") || Printable.isRandom(line);
      return secret
          ? "" // it is a hint, so that it may be left out
          : line.substring(0, Math.min(line.length(), HINT)).replaceAll("\\.$", "");
    }

    /** Without the user's half: a plugin learns where it is used, and nothing of other secrets. */
    private static Map<String, Object> info(Kubeconfig.Entry cluster) throws IOException {
      var info = new LinkedHashMap<String, Object>();
      info.put("server", cluster.text("server"));
      if (!cluster.text("tls-server-name").isEmpty()) {
        info.put("tls-server-name", cluster.text("tls-server-name"));
      }
      var ca = cluster.pem("certificate-authority");
      if (ca != null) {
        info.put("certificate-authority-data", Base64.getEncoder().encodeToString(ca));
      }
      for (var extension : cluster.items("extensions")) {
        if (extension.text("name").equals(GROUP + "exec")) {
          info.put("config", extension.fields().get("extension")); // numbers arrive as text
        }
      }
      return info;
    }

    /** What went wrong in a run, for people; never with what the program printed. */
    private IOException failed(String what) {
      return new IOException(
          "%s runs \"%s\", which %s".formatted(where, Printable.shown(command), what));
    }

    /** A record would print the variables, which may hold secrets. */
    @Override
    public String toString() {
      return "Plugin[" + where + ", " + Printable.shown(command) + "]";
    }
  }

  // ---- JSON ----

  /** JSON, or YAML as kubectl takes it too, as an object; empty if it is none. */
  private static Map<?, ?> object(byte[] printed) {
    try {
      var json = new String(printed, UTF_8);
      return STRICT.fromJson(json, Object.class) instanceof Map<?, ?> map ? map : Map.of();
    } catch (JsonParseException noJson) {
      return Kubeconfig.yamlMapping(printed); // without the cause: it quotes what was printed
    }
  }
}
