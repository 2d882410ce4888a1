// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.fabric8:kubernetes-client:8.0.0
// Also with:  io.fabric8:kubernetes-client:7.9.0
// Permission: none
// Cases:      in-cluster-or-kubeconfig.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.fabric8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Connects to the API server from a pod (in-cluster config) and from a laptop (kubeconfig). */
public final class InClusterOrKubeconfig {
  private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** A client to close after use, its namespace, where both came from. */
  public record Connection(KubernetesClient client, String namespace, String source) {}

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
    var host = System.getenv("KUBERNETES_SERVICE_HOST").strip().replaceFirst("^[^\\[]*:.*", "[$0]");
    var address = host + ":" + System.getenv("KUBERNETES_SERVICE_PORT").strip();
    require(address.matches("[\\w.:\\[\\]-]+:[1-9]\\d{0,4}"), "bad KUBERNETES_SERVICE_HOST/_PORT");
    require(read("token").matches("[!-~]+"), POD + "/token: no readable token");
    require(read("ca.crt").contains("BEGIN CERTIFICATE"), POD + "/ca.crt: no readable certificate");
    var config = Config.empty(); // any other way to make one looks for a kubeconfig first
    config.setMasterUrl("https://" + address);
    config.setCaCertFile(POD.resolve("ca.crt").toString());
    config.setOauthTokenProvider(() -> read("token")); // for each request: it is replaced
    config.setNamespace(read("namespace").isEmpty() ? "default" : read("namespace")); // not all
    var client = new KubernetesClientBuilder().withConfig(config).build();
    return new Connection(client, config.getNamespace(), "service account");
  }

  private static String read(String file) {
    try {
      return Files.readString(POD.resolve(file)).strip(); // or elsewhere, if the path is absolute
    } catch (IOException unreadable) {
      return ""; // and without a token the server refuses the request
    }
  }

  /** Connects using one kubeconfig file. A null {@code context} means its current context. */
  public static Connection open(String kubeconfig, String context) throws IOException {
    var source = "kubeconfig " + shown(kubeconfig);
    var mistake = ": cannot be read as a kubeconfig (one path, no list, no text)";
    try {
      var config = Config.fromKubeconfig(context, Path.of(kubeconfig).toAbsolutePath().toFile());
      mistake = ": its certificate or key is not valid";
      var current = config.getCurrentContext(); // also if the one that was asked for is unknown
      var name = context != null || current == null ? context : current.getName();
      source += name == null ? ", current-context" : ", context " + shown(name);
      require(current != null && current.getName().equals(name), source + ": not defined");
      require(config.getFileWithCluster() != null, source + ": its cluster is not defined");
      require(config.getMasterUrl().matches("https://[^@?#]+"), source + ": no https:// server");
      require(!config.isTrustCerts(), source + ": insecure-skip-tls-verify is not supported");
      var as = read(config.getFile() + "").matches("(?s).*[\\s{,\"']as(-[a-z]+)*[\"']?:.*");
      require(!as, source + ": as (impersonation) would be ignored"); // by the library
      var ca = config.getCaCertData();
      var in = ca == null ? config.getCaCertFile() : new String(Base64.getMimeDecoder().decode(ca));
      var valid = in == null || (ca == null ? read(in) : in).contains("BEGIN CERTIFICATE");
      require(valid, source + ": its CA holds no certificate"); // the JVM's would be trusted
      var key = config.getClientKeyData() != null || config.getClientKeyFile() != null;
      key |= config.getAutoOAuthToken() != null; // none if its user is unknown or its plugin failed
      require(key || current.getContext().getUser() == null, source + ": no usable credential");
      config.setNamespace(config.getNamespace() == null ? "default" : config.getNamespace());
      var client = new KubernetesClientBuilder().withConfig(config).build();
      return new Connection(client, config.getNamespace(), source);
    } catch (RuntimeException | StackOverflowError unusable) { // no cause: it may quote it
      throw new IOException(source + mistake);
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
    Connection connection = null;
    try {
      connection = open();
      connection.client.getConfiguration().setRequestRetryBackoffLimit(0); // it tries ten times
      System.out.println(connection.source + ": " + connection.client.getMasterUrl());
      var pods = connection.client.pods().list().getItems();
      System.out.println(pods.size() + " pods in " + connection.namespace);
      pods.forEach(pod -> System.out.println(pod.getMetadata().getName()));
      System.exit(0); // threads of the client are left
    } catch (IOException | RuntimeException failed) {
      System.err.println(failed.getCause() == null ? failed.getMessage() : failed.getCause());
      System.exit(connection == null ? 2 : 1);
    }
  }
}
