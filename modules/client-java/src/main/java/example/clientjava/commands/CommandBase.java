// SPDX-License-Identifier: MIT-0
package example.clientjava.commands;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import example.clientjava.HandleApiErrors;
import example.clientjava.InClusterOrKubeconfig;
import example.clientjava.access.ClusterAccess;
import example.clientjava.access.ClusterAccess.Access;
import example.clientjava.access.ClusterAccess.Environment;
import example.clientjava.access.ClusterAccess.Options;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * What all commands have in common: where the cluster is, what is printed, and how they end. A
 * command adds its own options and calls its pattern.
 *
 * <p>Exit codes: 0 done; 1 the server refused or did not answer; 2 bad arguments or configuration;
 * 130 interrupted. A failure prints one sentence on standard error, and nothing else there.
 */
public abstract class CommandBase {

  private static final String CLIENT = "client-java";
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  /** What no server or library should quote: PEM, tokens, a URL's user, Base64, hexadecimal. */
  private static final Pattern SECRET =
      Pattern.compile(
          "-----BEGIN .*|(?<=[Bb]earer )\\S+|(?<=//)[^/\\s@]+(?=@)|eyJ[\\w.-]{8,}|[A-Za-z0-9+=]{40,}");

  private static final Logger ROOT_LOGGER = Logger.getLogger("");

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "use this kubeconfig")
  private Path kubeconfig;

  @Option(names = "--context", paramLabel = "NAME", description = "use this kubeconfig context")
  private String context;

  @Option(names = "--in-cluster", description = "use the pod's service account")
  private boolean inCluster;

  @Option(
      names = "--service-account",
      paramLabel = "DIR",
      description = "use the service account in this directory")
  private Path serviceAccount;

  @Option(
      names = "--access",
      paramLabel = "VERSION",
      description =
          "who finds the cluster: strict (ClusterAccess, if absent), short (InClusterOrKubeconfig) or"
              + " default (the library alone)")
  private Version access = Version.STRICT;

  @Option(names = "--namespace", paramLabel = "NAME", description = "not the configured namespace")
  private String namespace;

  @Option(names = "-v", description = "log on standard error")
  private boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "print this")
  private boolean help;

  protected Environment environment;
  protected InputStream in;
  protected PrintStream out;
  protected PrintStream err;

  /**
   * Runs the command that the first argument names and returns the exit code.
   *
   * @param program how the program is called, for the help
   */
  public static int run(
      String program,
      String[] args,
      Environment environment,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    var name = args.length == 0 ? "" : args[0];
    if (name.equals("--commands")) {
      CommandFinder.names().forEach(out::println);
      return 0;
    }
    if (name.equals("--help")) {
      Picocli.help(program, out);
      return 0;
    }
    var command = CommandFinder.find(name);
    if (command == null) {
      err.println(CommandFinder.unknown(name));
      return 2;
    }
    command.environment = environment;
    command.in = in;
    command.out = out;
    command.err = err;
    if (PlainOptions.set(command, List.of(args).subList(1, args.length))) {
      return command.open();
    }
    var exit = Picocli.set(command, program, args);
    return exit.isPresent() ? exit.getAsInt() : command.open();
  }

  private int open() {
    ROOT_LOGGER.setLevel(verbose ? Level.INFO : Level.OFF);
    Opened opened;
    try {
      opened = opened();
    } catch (IOException notConfigured) {
      err.println(oneLine(notConfigured.getMessage()));
      return 2;
    } catch (RuntimeException unusable) { // not quoted: a library may quote the kubeconfig
      err.printf(
          "The library cannot configure itself (%s). Correct KUBECONFIG, or leave out --access.%n",
          unusable.getClass().getSimpleName());
      return 2;
    }
    try (opened) {
      return run(opened);
    }
  }

  /** Only the strict version takes an environment of the tests; the others read the process's. */
  private Opened opened() throws IOException {
    if (access != Version.STRICT && (context != null || inCluster || serviceAccount != null)) {
      throw new IOException(
          "--context, --in-cluster and --service-account need --access strict. Set KUBECONFIG instead.");
    }
    if (access == Version.DEFAULT && kubeconfig != null) {
      throw new IOException("--kubeconfig needs --access short or strict. Set KUBECONFIG instead.");
    }
    return switch (access) {
      case DEFAULT -> {
        // @start region="default"
        var client = ClientBuilder.standard().build();
        // @end
        var heading = "default " + withoutUser(client.getBasePath());
        yield opened(client, null, heading, null); // it keeps no namespace
      }
      case SHORT -> {
        var connection =
            kubeconfig == null
                ? InClusterOrKubeconfig.open()
                : InClusterOrKubeconfig.open(kubeconfig.toString(), null);
        var heading = "short " + connection.client().getBasePath();
        yield opened(connection.client(), connection.namespace(), heading, null);
      }
      case STRICT -> {
        var options = new Options(inCluster, serviceAccount, kubeconfig, context);
        var access = ClusterAccess.open(options, environment);
        var heading = access.mode() + " " + server(access);
        yield opened(access.client(), access.namespace(), heading, access);
      }
    };
  }

  /** Of an address, what cannot be a password or a token. */
  private static String withoutUser(String address) {
    return address.replaceAll("//[^/@]*@", "//").replaceAll("[?#].*", "");
  }

  private Opened opened(ApiClient client, String configured, String heading, Access strict)
      throws IOException {
    var name = namespace == null ? configured : namespace;
    if (name == null) {
      throw new IOException("The library names no namespace. Give one with --namespace.");
    }
    return new Opened(client, name, heading, strict);
  }

  /** Which version of cluster access opens the client. */
  protected enum Version {
    DEFAULT,
    SHORT,
    STRICT
  }

  /**
   * What a command works with.
   *
   * @param heading which version found the cluster, and where it is
   * @param strict what only the strict version knows; null for the others
   */
  protected record Opened(ApiClient client, String namespace, String heading, Access strict)
      implements AutoCloseable {
    @Override
    public void close() {
      if (strict != null) {
        strict.close();
      } else { // or the JVM waits 0.3 s at its end for the thread that reads from the server
        client.getHttpClient().connectionPool().evictAll();
      }
    }
  }

  /** What the command does once the cluster is found; returns the exit code. */
  protected abstract int run(Opened opened);

  /** For commands that print where the configuration came from, which only one version knows. */
  protected int needsStrict() {
    err.println("This command needs --access strict, which is what it does without the option.");
    return 2;
  }

  /** What may fail with an exception of the library. */
  protected interface Request {
    void run() throws ApiException, IOException, InterruptedException;
  }

  /** Makes a request, or prints the sentence for people; returns the exit code. */
  protected int attempt(Request request) {
    try {
      request.run();
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      err.println("Interrupted before the server had answered.");
      return 130;
    } catch (ApiException | IOException | RuntimeException failed) {
      // OkHttp says that it was interrupted by an IOException.
      if (Thread.currentThread().isInterrupted()) {
        err.println("Interrupted before the server had answered.");
        return 130;
      }
      err.println(oneLine(describe(failed)));
      return 1;
    }
  }

  /** The sentence for people. */
  protected String describe(Exception failed) {
    return HandleApiErrors.describe(failed);
  }

  private static String server(Access access) {
    return access.server();
  }

  /** Where the configuration came from and where it leads; for the strict version only. */
  protected static Map<String, Object> origin(Opened opened) {
    var access = opened.strict();
    var origin = new LinkedHashMap<String, Object>();
    origin.put("client", CLIENT);
    origin.put("mode", access.mode());
    origin.put("server", server(access));
    origin.put("namespace", opened.namespace());
    origin.put("identity", access.identity());
    origin.put("source", access.source());
    origin.put("lookedAt", access.lookedAt());
    origin.put("ca", access.ca());
    return origin;
  }

  protected static String json(Map<String, Object> answer) {
    return GSON.toJson(answer);
  }

  private static String oneLine(String message) {
    var line = message.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", " ").strip();
    return SECRET.matcher(line).replaceAll("(not shown)");
  }
}
