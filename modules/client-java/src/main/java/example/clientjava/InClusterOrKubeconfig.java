// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
// Also with:  io.kubernetes:client-java:26.0.0
// Permission: none
// Cases:      in-cluster-or-kubeconfig.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.clientjava;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Connects to the API server from a pod (in-cluster config) and from a laptop (kubeconfig). */
public final class InClusterOrKubeconfig {
  private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** A client (informers need its read timeout of 0), its namespace, where both came from. */
  public record Connection(ApiClient client, String namespace, String source) {}

  /** Takes the first source that is set up; an error in it is thrown, and no other is tried. */
  // @start region="heart"
  public static Connection open() throws IOException {
    if (isSet("KUBECONFIG")) {
      return open(System.getenv("KUBECONFIG"), null);
    }
    var pod = isSet("KUBERNETES_SERVICE_HOST") && isSet("KUBERNETES_SERVICE_PORT");
    if (pod && !Files.notExists(POD.resolve("token")) && !Files.isDirectory(POD.resolve("token"))) {
      return inCluster();
    }
    var home = isSet("HOME") ? System.getenv("HOME") : System.getProperty("user.home");
    var homeConfig = Path.of(home, ".kube", "config"); // if it may not be read, that is an error
    if (!Files.notExists(homeConfig) && !Files.isDirectory(homeConfig)) {
      return open(homeConfig.toString(), null);
    }
    throw new IOException("No cluster found in KUBECONFIG, " + POD + " or " + shown(homeConfig));
  }

  // @end
  private static Connection inCluster() throws IOException {
    var host = System.getenv("KUBERNETES_SERVICE_HOST");
    var address = host + ":" + System.getenv("KUBERNETES_SERVICE_PORT");
    require(address.matches("[\\w.:\\[\\]-]+:[1-9]\\d{0,4}"), "bad KUBERNETES_SERVICE_HOST/_PORT");
    try {
      var token = Files.readString(POD.resolve("token")).strip();
      require(token.matches("[!-~]+"), POD + "/token: holds no token");
      var client = ClientBuilder.cluster().build(); // it reads the token again each minute
      var namespace = Files.readString(POD.resolve("namespace")).strip();
      return new Connection(client, namespace.isEmpty() ? "default" : namespace, "service account");
    } catch (IOException | RuntimeException unusable) {
      throw new IOException("The service account of the pod is not usable: " + unusable, unusable);
    }
  }

  /** Connects using one kubeconfig file. A null {@code context} means its current context. */
  public static Connection open(String kubeconfig, String context) throws IOException {
    var source = "kubeconfig " + shown(kubeconfig);
    try {
      var file = Path.of(kubeconfig).toAbsolutePath();
      var readable = Files.isReadable(file) && !Files.isDirectory(file);
      require(readable, source + ": cannot be read (one path, no list, no text)");
      var config = KubeConfig.loadKubeConfig(new StringReader(Files.readString(file)));
      config.setFile(file.toFile()); // relative paths are relative to it
      var name = context == null ? config.getCurrentContext() : context;
      source += name == null ? ", current-context" : ", context " + shown(name);
      require(name != null && config.setContext(name), source + ": not defined");
      require(config.getServer() != null, source + ": its cluster is not defined");
      require(config.getServer().matches("https://[^@?#]+"), source + ": no https:// server");
      require(config.verifySSL(), source + ": insecure-skip-tls-verify is not supported");
      var impersonates = (config.getUsers() + "").matches("(?s).*[{ ]as(-[a-z]+)*=(?!null[,}]).*");
      require(!impersonates, source + ": as (impersonation) would be ignored"); // by the library
      var client = ClientBuilder.kubeconfig(config, Duration.ofMinutes(5)).build(); // for plugins
      var anonymous = // also if the user is unknown, or its exec plugin failed
          client.getKeyManagers() == null && client.getHttpClient().interceptors().isEmpty();
      var user = (config.getContexts() + "").contains("user=");
      require(!anonymous || !user, source + ": no usable credential");
      var namespace = config.getNamespace() == null ? "default" : config.getNamespace();
      return new Connection(client, namespace, source);
    } catch (FileSystemException unreadable) {
      throw new IOException(source + ": cannot read " + shown(unreadable.getFile()));
    } catch (RuntimeException unusable) { // not as the cause: it may quote the file
      throw new IOException(source + ": not a kubeconfig, or its certificate or key is not valid");
    }
  }

  private static void require(boolean fine, String otherwise) throws IOException {
    if (!fine) {
      throw new IOException(otherwise);
    }
  }

  private static boolean isSet(String variable) {
    return !System.getenv().getOrDefault(variable, "").isBlank();
  }

  /** A path or name, unless it may be a secret, as in {@code KUBECONFIG="$(cat kubeconfig)"}. */
  private static String shown(Object value) {
    var harmless = (value + "").matches("(?!.*([\\w+=]{40}|: |//.*@))[^\\p{Cntrl}{?]*");
    return harmless ? "\"" + value + "\"" : "(not shown: it may be a secret)";
  }

  /** Lists pods, if a Role allows it. Exit code 2: bad configuration; 1: any other failure. */
  public static void main(String[] args) {
    var exitCode = 2;
    try {
      var connection = open();
      exitCode = 1;
      var client = connection.client().setReadTimeout(20_000); // milliseconds
      System.out.println(connection.source() + ": " + client.getBasePath());
      var list = new CoreV1Api(client).listNamespacedPod(connection.namespace()).execute();
      System.out.println(list.getItems().size() + " pods in " + connection.namespace());
      list.getItems().forEach(pod -> System.out.println(pod.getMetadata().getName()));
      exitCode = 0;
    } catch (ApiException failed) { // its message has several lines
      var reason = failed.getCode() == 0 ? failed.getCause() : "HTTP " + failed.getCode();
      System.err.println("Listing pods failed: " + reason);
    } catch (IOException | RuntimeException failed) {
      System.err.println(failed.getMessage());
    }
    System.exit(exitCode);
  }
}
