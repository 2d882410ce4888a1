package example.contract.recording;

import example.contract.CaseContext;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/**
 * The call that a tutorial shows, with a client made as a tutorial makes it: nothing is caught and
 * nothing checked. The page of a pattern quotes it and shows what goes wrong. The plain call of
 * {@code list-pods} is the class {@code plain.ListPodsPlain} among a module's tests, with a
 * constructor without arguments.
 */
public interface NaiveCall {

  /**
   * Makes the call.
   *
   * @param print is told what a program would print, a line at a time
   * @param arguments what the situation asks for beyond the call; mostly none
   */
  void call(Cluster cluster, Consumer<String> print, List<String> arguments) throws Exception;

  /**
   * Where the plain client goes.
   *
   * @param server ends in a slash
   * @param token empty for a client without a credential
   */
  record Cluster(URI server, String caPem, String token, String namespace) {

    /** The same as a file, for libraries that read one. */
    public String kubeconfig() {
      return """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
      users: [{name: u, user: {%s}}]
      contexts: [{name: dev, context: {cluster: c, user: u, namespace: %s}}]
      current-context: dev
      """
          .formatted(
              server.toString().replaceAll("/$", ""),
              CaseContext.base64(caPem),
              token.isEmpty() ? "" : "token: " + token,
              namespace);
    }
  }

  /** The plain call of a pattern in one module. */
  static NaiveCall of(String client, String pattern) {
    var words = new StringBuilder();
    for (var word : pattern.split("-")) {
      words.append(word.substring(0, 1).toUpperCase()).append(word.substring(1));
    }
    var name = "example.%s.plain.%sPlain".formatted(client.replace("-", ""), words);
    try {
      return of(name);
    } catch (ClassNotFoundException missing) {
      throw new AssertionError(
          "modules/%s has no test class %s. Write the plain call of %s there."
              .formatted(client, name, pattern),
          missing);
    } catch (ReflectiveOperationException broken) {
      throw new AssertionError(name + " needs a constructor without arguments", broken);
    }
  }

  private static NaiveCall of(String name) throws ReflectiveOperationException {
    var constructor = Class.forName(name).getDeclaredConstructor();
    constructor.setAccessible(true); // test classes are package-private
    return (NaiveCall) constructor.newInstance();
  }

  /** Makes one call in a process of its own: class, server, CA, token, namespace, arguments. */
  static void main(String[] arguments) throws Exception {
    var cluster = new Cluster(URI.create(arguments[1]), arguments[2], arguments[3], arguments[4]);
    var rest = List.of(arguments).subList(5, arguments.length);
    of(arguments[0]).call(cluster, System.out::println, rest);
    System.exit(0); // threads of OkHttp and Vert.x are left
  }
}
