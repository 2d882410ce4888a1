// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: none
// Cases:      in-cluster-or-kubeconfig.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.fabric8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Connects to the API server from a pod (in-cluster config) and from a laptop (kubeconfig). */
public final class InClusterOrKubeconfig {
  private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** A client to close after use, its namespace, where both came from. */
  public record Connection(KubernetesClient client, String namespace, String source) {}

  /** Takes the first source that is set up; an error in it is thrown, and no other is tried. */
  // @start region="heart"
  public static Connection open() throws IOException {
    if (isSet("KUBECONFIG")) {
      return open(Path.of(System.getenv("KUBECONFIG")), null);
    }
    var inPod = isSet("KUBERNETES_SERVICE_HOST") && isSet("KUBERNETES_SERVICE_PORT");
    if (inPod && !Files.notExists(POD.resolve("token"))) {
      return inCluster();
    }
    var home = isSet("HOME") ? System.getenv("HOME") : System.getProperty("user.home");
    var homeConfig = Path.of(home, ".kube", "config");
    if (!Files.notExists(homeConfig)) { // a file that may not be looked at is an error
      return open(homeConfig, null);
    }
    throw new IOException("No cluster found in KUBECONFIG, " + POD + " or " + shown(homeConfig));
  }

  // @end

  private static Connection inCluster() throws IOException {
    require(read("token").matches("[!-~]+"), POD + "/token: holds no token");
    var host = System.getenv("KUBERNETES_SERVICE_HOST").replaceFirst(".*:.*", "[$0]"); // IPv6
    var config =
        new ConfigBuilder(Config.empty()) // without empty(), it would look for a kubeconfig first
            .withMasterUrl("https://" + host + ":" + System.getenv("KUBERNETES_SERVICE_PORT"))
            .withCaCertFile(POD.resolve("ca.crt").toString()) // bad: the JVM's CAs are trusted
            .withOauthTokenProvider(() -> read("token")) // for each request: it is replaced
            .withNamespace(read("namespace"))
            .build();
    var client = new KubernetesClientBuilder().withConfig(config).build();
    return new Connection(client, config.getNamespace(), "service account");
  }

  private static String read(String name) {
    try {
      return Files.readString(POD.resolve(name)).strip();
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot read " + POD.resolve(name), unreadable);
    }
  }

  /** Connects using one kubeconfig file. A null {@code context} means its current context. */
  public static Connection open(Path file, String context) throws IOException {
    var source = "kubeconfig " + shown(file);
    require(!Files.notExists(file), source + ": no such file (one path, no list, no text)");
    try {
      var config = Config.fromKubeconfig(context, file.toFile());
      var current = config.getCurrentContext(); // also if the one that was asked for is unknown
      var name = context != null || current == null ? context : current.getName();
      source += name == null ? ", current-context" : ", context " + shown(name);
      require(current != null && current.getName().equals(name), source + ": not defined");
      require(config.getFileWithCluster() != null, source + ": its cluster is not defined");
      require(config.getMasterUrl().matches("https://[^@?#]+"), source + ": no https:// server");
      require(!config.isTrustCerts(), source + ": insecure-skip-tls-verify is not supported");
      var impersonates = Files.readString(file).matches("(?s).*[\\s{,\"']as(-[a-z]+)*[\"']?:.*");
      require(!impersonates, source + ": as (impersonation) would be ignored"); // by the library
      // The library goes on without a credential if the user is unknown or its exec plugin fails.
      var key = config.getClientKeyData() != null || config.getClientKeyFile() != null;
      require(key || config.getAutoOAuthToken() != null, source + ": no usable credential");
      config.setNamespace(Objects.requireNonNullElse(config.getNamespace(), "default")); // not all
      var client = new KubernetesClientBuilder().withConfig(config).build();
      return new Connection(client, config.getNamespace(), source);
    } catch (FileSystemException | RuntimeException unusable) { // no cause: it may quote the file
      throw new IOException(source + ": cannot be read, or has a bad CA, certificate or key");
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
    var harmless = (value + "").matches("(?!.*[\\w+=]{40})[^\\p{Cntrl}{?]*");
    return harmless ? "\"" + value + "\"" : "(not shown: it may be a secret)";
  }

  /** Lists pods, if a Role allows it. Exit code 2: bad configuration; 1: any other failure. */
  public static void main(String[] args) {
    var exitCode = 2;
    try {
      var connection = open();
      exitCode = 1;
      var client = connection.client();
      client.getConfiguration().setRequestTimeout(20_000); // milliseconds
      client.getConfiguration().setRequestRetryBackoffLimit(0); // or it tries ten times
      System.out.println(connection.source() + ": " + client.getMasterUrl());
      var list = client.pods().list();
      System.out.println(list.getItems().size() + " pods in " + connection.namespace());
      list.getItems().forEach(pod -> System.out.println(pod.getMetadata().getName()));
      exitCode = 0;
    } catch (IOException | RuntimeException failed) {
      System.err.println(failed.getCause() == null ? failed.getMessage() : failed.getCause());
    }
    System.exit(exitCode);
  }
}
