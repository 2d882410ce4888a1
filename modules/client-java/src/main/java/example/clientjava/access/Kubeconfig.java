// SPDX-License-Identifier: MIT-0
//JAVA 17+
//DEPS io.kubernetes:client-java:27.0.0
//SOURCES ClusterAccess.java ExecCredential.java ConfigFiles.java Pem.java Printable.java
// Permission: none
// Cases:      cluster-access.*
// Page:       docs/in-cluster-or-kubeconfig.md
package example.clientjava.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One context of a kubeconfig. Files are merged and paths resolved as kubectl does it. Unlike
 * kubectl, it supports no proxy and no impersonation: a field that would change who you are or whom
 * you talk to, and that is not implemented here, is an error that names the field.
 *
 * @param source the files, and the context: {@code /home/me/.kube/config, context "dev"}
 * @param server where the API is served, without a trailing slash; a base path is kept
 * @param serverName what the server's certificate must be for, or null: the name in {@code server}
 * @param namespace the context's, else {@code default}
 * @param ca certificates that replace the JVM's own; null if the kubeconfig names none
 * @param certificate the client certificate and its chain, or null
 * @param certificateFile the file that it is from and that may change, or null
 * @param key the client certificate's key, or null
 * @param keyFile the file that it is from and that may change, or null
 * @param token a bearer token, or null
 * @param tokenFile a file that holds a bearer token and may change, or null
 * @param exec a program that prints a credential, or null
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">
 *     Organizing cluster access using kubeconfig files</a>
 */
public record Kubeconfig(
    String source,
    URI server,
    String serverName,
    String namespace,
    List<X509Certificate> ca,
    List<X509Certificate> certificate,
    Path certificateFile,
    PrivateKey key,
    Path keyFile,
    String token,
    Path tokenFile,
    ExecCredential.Plugin exec) {

  private static final int LIMIT = 8 << 20; // characters of one file; a kubeconfig is a few kB
  private static final long TOO_LARGE = LIMIT + 1L;

  // An address is no name to ask for in a TLS handshake.
  private static final Pattern HOST =
      Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*");

  private static final Pattern TOO_LONG = Pattern.compile("[^.]{64}"); // for a label in DNS

  private static final Set<String> CONTEXT = Set.of("cluster", "user", "namespace", "extensions");
  private static final Set<String> CLUSTER =
      Set.of(
          "server",
          "tls-server-name",
          "certificate-authority",
          "certificate-authority-data",
          "disable-compression", // decides how answers travel, and not who gives them
          "extensions");
  private static final Set<String> USER =
      Set.of(
          "token",
          "tokenFile",
          "client-certificate",
          "client-certificate-data",
          "client-key",
          "client-key-data",
          "exec",
          "extensions");

  /**
   * Reads and merges kubeconfig files and resolves one context. The first file to define an entry,
   * or the current context, wins; relative paths are relative to the file that holds them.
   *
   * @param files as listed in KUBECONFIG; files that do not exist are skipped, but one must exist
   * @param context the context's name, or null for {@code current-context}
   * @throws IOException if a file cannot be read or is not a kubeconfig, if the context, its
   *     cluster or its user is missing, or if it holds what is not implemented. The message is a
   *     sentence that names file, entry and field, and never a token or key
   */
  public static Kubeconfig load(List<Path> files, String context) throws IOException {
    var listed =
        files.stream().map(Printable::shown).collect(Collectors.joining(File.pathSeparator));
    var merged = merge(files, listed);
    var name = context != null ? context : merged.current;
    if (name.isEmpty()) {
      throw new IOException(
          "%s: no context is chosen, because current-context is empty; %s. Choose one with --context."
              .formatted(listed, known(merged.contexts)));
    }
    var chosen = entry(listed, "context", name, merged.contexts, " Choose one with --context.");
    chosen.allow(CONTEXT);
    var cluster =
        entry(Printable.shown(chosen.file), "cluster", chosen.text("cluster"), merged.clusters, "");
    cluster.allow(CLUSTER);
    // A user that is named but missing is an error: kubectl goes on as system:anonymous, and the
    // 403 that follows says nothing about the typo.
    var userName = chosen.text("user");
    var user =
        userName.isEmpty()
            ? new Entry(chosen.file, "user", "", Map.of())
            : entry(Printable.shown(chosen.file), "user", userName, merged.users, "");
    user.allow(USER);
    var namespace = chosen.text("namespace");

    var certificate = user.certificates("client-certificate");
    var key = user.pem("client-key");
    var token = user.text("token");
    var tokenFile = user.text("tokenFile");
    if (!token.isEmpty() && !ClusterAccess.isToken(token)) {
      throw user.wrong("token", "holds a character that no token has; copy it again");
    }
    user.atMostOne(
        token.isEmpty() ? "" : "token",
        tokenFile.isEmpty() ? "" : "tokenFile",
        certificate == null && key == null ? "" : "client-certificate",
        user.isSet("exec") ? "exec" : "");
    if ((certificate == null) != (key == null)) {
      var missing = certificate == null ? "client-certificate" : "client-key";
      throw user.wrong(missing, "is missing; certificate and key are needed together");
    }
    var exec = user.isSet("exec") ? ExecCredential.Plugin.of(user, cluster) : null;
    var anonymous = certificate == null && token.isEmpty() && tokenFile.isEmpty() && exec == null;
    return new Kubeconfig(
        "%s, context \"%s\"".formatted(listed, Printable.shown(name)),
        server(cluster, anonymous),
        serverName(cluster),
        namespace.isEmpty() ? "default" : namespace,
        cluster.certificates("certificate-authority"),
        certificate,
        user.file("client-certificate"),
        key == null ? null : user.privateKey(key, certificate.get(0).getPublicKey()),
        user.file("client-key"),
        token.isEmpty() ? null : token,
        user.tokenFile(),
        exec);
  }

  /** A record would print the token. */
  @Override
  public String toString() {
    return "Kubeconfig[" + source + ", " + Printable.shown(server) + "]";
  }

  // ---- files ----

  private static Merged merge(List<Path> files, String listed) throws IOException {
    if (files.isEmpty()) { // KUBECONFIG=":"
      throw new IOException(
          "KUBECONFIG names no file. Correct it, or unset it to use another place.");
    }
    var merged = new Merged();
    var found = false;
    for (var file : new LinkedHashSet<>(files)) {
      if (ConfigFiles.attributes(file) == null) {
        continue;
      }
      found = true;
      var top = new Entry(file.toString(), "kubeconfig", "", read(file));
      merged.add(top, "clusters", "cluster", merged.clusters);
      merged.add(top, "users", "user", merged.users);
      merged.add(top, "contexts", "context", merged.contexts);
      if (merged.current.isEmpty()) {
        merged.current = top.text("current-context");
      }
    }
    if (!found) {
      throw new IOException(
          listed + ": no such file. Correct the path, or unset KUBECONFIG to use another place.");
    }
    return merged;
  }

  private static Map<?, ?> read(Path file) throws IOException {
    if (!ConfigFiles.isFile(file)) {
      throw new IOException(Printable.shown(file) + ": is not a file. Name a kubeconfig file.");
    }
    var bytes = ConfigFiles.bytes(file);
    if (bytes.length == 0) {
      return Map.of(); // as in client-go: touch(1) makes a kubeconfig without entries
    }
    if (yaml(Printable.shown(file), bytes) instanceof Map<?, ?> mapping) {
      return mapping;
    }
    throw new IOException(
        Printable.shown(file) + ": is not a kubeconfig. It must be a mapping with clusters.");
  }

  /**
   * Reads one YAML document.
   *
   * @throws IOException with a sentence that begins with {@code where}; a parser's own message
   *     quotes the line, and the line may hold a token
   */
  static Object yaml(String where, byte[] bytes) throws IOException {
    try {
      var node = parser().compose(new UnicodeReader(new ByteArrayInputStream(bytes)));
      if (node != null && size(node, new IdentityHashMap<>()) > LIMIT) {
        throw new IOException(
            where + ": has aliases that multiply. Write out what they stand for.");
      }
      return parser().load(new UnicodeReader(new ByteArrayInputStream(bytes)));
    } catch (MarkedYAMLException malformed) {
      var mark = malformed.getProblemMark();
      var line = mark == null ? 1 : mark.getLine() + 1;
      throw new IOException("%s: %s".formatted(where, wrong(line, malformed.getProblem())));
    } catch (YAMLException | IllegalArgumentException malformed) { // the latter: !!int abc
      throw new IOException(where + ": is not one YAML document. Correct it.");
    }
  }

  /** A YAML document that is a mapping; empty for anything else. */
  static Map<?, ?> yamlMapping(byte[] bytes) {
    try {
      return yaml("", bytes) instanceof Map<?, ?> mapping ? mapping : Map.of();
    } catch (IOException noYaml) {
      return Map.of();
    }
  }

  private static String wrong(int line, String problem) {
    var key = String.valueOf(problem).replaceFirst("^found duplicate key ", "");
    return key.equals(problem)
        ? "is not YAML at line %d. Correct it.".formatted(line)
        : "line %d: %s stands twice. Remove one.".formatted(line, Printable.shown(key));
  }

  /**
   * How many characters there would be without aliases. Many aliases of one user are common; some
   * that lead to others, a few levels deep, would fill the memory of who writes them out.
   */
  private static long size(Node node, Map<Node, Long> known) {
    var size = known.putIfAbsent(node, TOO_LARGE); // which it is if it holds itself
    if (size != null) {
      return size;
    }
    size = 1L;
    if (node instanceof ScalarNode scalar) {
      size += scalar.getValue().length();
    } else if (node instanceof SequenceNode list) {
      for (var item : list.getValue()) {
        size = Math.min(TOO_LARGE, size + size(item, known));
      }
    } else if (node instanceof MappingNode mapping) {
      for (var field : mapping.getValue()) {
        var both = size(field.getKeyNode(), known) + size(field.getValueNode(), known);
        size = Math.min(TOO_LARGE, size + both);
      }
    }
    known.put(node, size);
    return size;
  }

  /**
   * Plain scalars stay text: YAML would make 12000.0 of the token {@code 12e03}. Only true, false
   * and the empty value mean more, since {@code env:} without a value is common in kubeconfigs.
   */
  private static final Resolver RESOLVER =
      new Resolver() {
        @Override
        public Tag resolve(NodeId kind, String text, boolean plain) {
          if (kind != NodeId.scalar) {
            return super.resolve(kind, text, plain);
          }
          return !plain ? Tag.STR : tag(text);
        }
      };

  private static Yaml parser() {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(LIMIT);
    options.setCodePointLimit(LIMIT);
    var dump = new DumperOptions();
    return new Yaml(new SafeConstructor(options), new Representer(dump), dump, options, RESOLVER);
  }

  private static Tag tag(String scalar) {
    return switch (scalar) {
      case "", "~", "null" -> Tag.NULL;
      case "true", "false" -> Tag.BOOL;
      default -> Tag.STR;
    };
  }

  // ---- entries ----

  private static Entry entry(
      String file, String kind, String name, Map<String, Entry> entries, String remedy)
      throws IOException {
    var entry = entries.get(name);
    if (entry == null) {
      throw new IOException(
          "%s: %s \"%s\" is not defined; %s.%s"
              .formatted(
                  file,
                  kind,
                  Printable.shown(name),
                  known(entries),
                  remedy.isEmpty() ? " Add the " + kind + " or correct the context." : remedy));
    }
    return entry.chosen();
  }

  private static String known(Map<String, Entry> entries) {
    return entries.isEmpty() ? "it defines none" : "it defines " + quoted(entries.keySet());
  }

  private static String quoted(Collection<String> names) {
    return names.stream()
        .map(name -> '"' + Printable.shown(name) + '"')
        .collect(Collectors.joining(", "));
  }

  private static URI server(Entry cluster, boolean anonymous) throws IOException {
    var text = cluster.text("server");
    if (text.isEmpty()) {
      throw cluster.wrong("server", "is missing; give it an https:// address");
    }
    try {
      var uri = new URI(text.replaceAll("/+$", ""));
      var scheme = uri.getScheme();
      if (!"https".equals(scheme) && !"http".equals(scheme)) {
        throw cluster.wrong(
            "server", "\"" + Printable.shown(text) + "\" does not start with https://");
      }
      var host = uri.getHost();
      if (host == null
          || TOO_LONG.matcher(host).find()
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw cluster.wrong("server", "is not an address of the form https://host:port/path");
      }
      if (uri.getPort() == 0 || uri.getPort() > 65535) {
        throw cluster.wrong("server", "has a port that is not from 1 to 65535");
      }
      if (uri.getRawUserInfo() != null) {
        throw cluster.wrong("server", "holds a user name; give credentials to the user instead");
      }
      if (scheme.equals("http") && !anonymous) {
        throw cluster.wrong(
            "server", "is http://, which would send the user's credentials in clear; use https://");
      }
      return new URI(uri.toString().replace("//" + host, "//" + ClusterAccess.withoutDot(host)));
    } catch (URISyntaxException malformed) {
      throw cluster.wrong("server", "is not an address of the form https://host:port/path");
    }
  }

  private static String serverName(Entry cluster) throws IOException {
    var name = ClusterAccess.withoutDot(cluster.text("tls-server-name"));
    if (!name.isEmpty() && !HOST.matcher(name).matches()) {
      throw cluster.wrong("tls-server-name", "is no host name; use one that the certificate holds");
    }
    return name.isEmpty() ? null : name;
  }

  /** What all files define, each entry with the file that defined it first. */
  private static final class Merged {
    final Map<String, Entry> clusters = new LinkedHashMap<>();
    final Map<String, Entry> users = new LinkedHashMap<>();
    final Map<String, Entry> contexts = new LinkedHashMap<>();
    String current = "";

    void add(Entry top, String list, String kind, Map<String, Entry> into) throws IOException {
      var value = top.fields.get(list);
      if (value == null) {
        return;
      }
      if (!(value instanceof List<?> items)) {
        throw top.wrong(list, "must be a list");
      }
      var seen = new LinkedHashSet<String>();
      for (var item : items) {
        var named = item instanceof Map<?, ?> mapping ? mapping : Map.of();
        if (!(named.get("name") instanceof String name) || name.isEmpty()) {
          continue; // nobody can choose it: kubeadm's cluster-info names its cluster ""
        }
        var first = into.putIfAbsent(name, new Entry(top.file, kind, name, named));
        if (!seen.add(name) && first.file.equals(top.file)) {
          into.put(name, new Entry(top.file, kind, name, null)); // an error for who chooses it
        }
      }
    }
  }

  /** One cluster, user or context of one file, or a part of one. */
  record Entry(String file, String kind, String name, Map<?, ?> fields) {

    IOException wrong(String field, String what) {
      var owner = name.isEmpty() ? "" : " of %s \"%s\"".formatted(kind, Printable.shown(name));
      return new IOException(
          "%s: %s%s %s.".formatted(Printable.shown(file), Printable.shown(field), owner, what));
    }

    /** The fields of an item of a list; what is wrong with it matters now that it is chosen. */
    Entry chosen() throws IOException {
      if (fields == null) {
        throw new IOException(
            "%s: %ss has two entries named \"%s\"; remove one."
                .formatted(Printable.shown(file), kind, Printable.shown(name)));
      }
      for (var key : fields.keySet()) {
        // One indentation too few, and a token is nobody's: the user would be anonymous.
        if (!key.equals("name") && !key.equals(kind)) {
          throw wrong(String.valueOf(key), "stands beside " + kind + "; move it into it");
        }
      }
      return new Entry(file, kind, name, isSet(kind) ? inner(kind).fields : Map.of());
    }

    /** Refuses every field that is set and not in the list, so that none is silently ignored. */
    void allow(Set<String> implemented) throws IOException {
      for (var field : fields.entrySet()) {
        var key = String.valueOf(field.getKey());
        if (implemented.contains(key) || isEmpty(field.getValue())) {
          continue;
        }
        throw wrong(key, "is not supported. " + remedy(key));
      }
    }

    void atMostOne(String... credentials) throws IOException {
      var given = Arrays.stream(credentials).filter(name -> !name.isEmpty()).toList();
      if (given.size() > 1) {
        throw wrong(
            given.get(0), "and " + given.get(1) + " are both set; a user has one credential");
      }
    }

    boolean isSet(String field) {
      return !isEmpty(fields.get(field));
    }

    /** The text of a field; empty if it is absent, null or empty, which all mean "not set". */
    String text(String field) throws IOException {
      var value = fields.get(field);
      if (isEmpty(value)) {
        return "";
      }
      if (!(value instanceof String text)) {
        throw wrong(field, "must be text");
      }
      // In a path or a variable it would end in an unchecked exception that quotes the value.
      if (text.indexOf('\0') >= 0) {
        throw wrong(field, "holds a NUL character; write it again");
      }
      return text.strip();
    }

    boolean flag(String field) throws IOException {
      if (isSet(field) && !Boolean.TRUE.equals(fields.get(field))) {
        throw wrong(field, "must be true or false");
      }
      return isSet(field);
    }

    /** A field that is a mapping of its own: {@code exec} of a user. */
    Entry inner(String field) throws IOException {
      if (!(fields.get(field) instanceof Map<?, ?> mapping)) {
        throw wrong(field, "must be a mapping");
      }
      return new Entry(file, field + " of " + kind, name, mapping);
    }

    private List<?> list(String field) throws IOException {
      var value = isSet(field) ? fields.get(field) : List.of();
      if (!(value instanceof List<?> items)) {
        throw wrong(field, "must be a list");
      }
      return items;
    }

    List<String> texts(String field) throws IOException {
      var texts = list(field).stream().filter(String.class::isInstance).map(String.class::cast);
      var found = texts.toList();
      if (found.size() < list(field).size()) {
        throw wrong(field, "must be a list of texts; put what is not one in quotes");
      }
      return found;
    }

    List<Entry> items(String field) throws IOException {
      var items = new ArrayList<Entry>();
      for (var item : list(field)) {
        var mapping = item instanceof Map<?, ?> map ? map : Map.of();
        items.add(new Entry(file, field + " of " + kind, name, mapping));
      }
      return items;
    }

    Path path(String relative) {
      var folder = Path.of(file).toAbsolutePath().getParent();
      return folder.resolve(relative);
    }

    /** The file that a field names; null if it names none. */
    Path file(String field) throws IOException {
      var named = text(field);
      if (named.isEmpty()) {
        return null;
      }
      try {
        var file = path(named);
        var secret = Printable.secret(named);
        if (secret != null && !Files.exists(file)) {
          throw wrong(field, "holds " + secret + "; it must be a path");
        }
        if (!ConfigFiles.isFile(file)) {
          throw wrong(field, "names " + Printable.shown(file) + ", which is not a file");
        }
        return file;
      } catch (InvalidPathException unsuitable) { // its message quotes the path
        throw wrong(field, "holds a character that file names cannot have here");
      }
    }

    /** The bytes of FIELD-data (Base64) or of the file that FIELD names; null if neither is set. */
    byte[] pem(String field) throws IOException {
      var data = text(field + "-data");
      if (!data.isEmpty() && isSet(field)) {
        throw wrong(field, "and " + field + "-data are both set; remove one");
      }
      if (!data.isEmpty()) {
        try {
          return Base64.getDecoder().decode(data.replaceAll("\\s", ""));
        } catch (IllegalArgumentException malformed) {
          throw wrong(field + "-data", "is not Base64"); // without the cause: it quotes the input
        }
      }
      var file = file(field);
      return file == null ? null : ConfigFiles.bytes(file);
    }

    /** The file that tokenFile names; null if it names none. */
    Path tokenFile() throws IOException {
      var file = file("tokenFile");
      if (file != null
          && !ClusterAccess.isToken(new String(ConfigFiles.bytes(file), UTF_8).strip())) {
        throw wrong("tokenFile", "names " + Printable.shown(file) + ", which holds no token");
      }
      return file;
    }

    List<X509Certificate> certificates(String field) throws IOException {
      var pem = pem(field);
      try {
        return pem == null ? null : Pem.certificates(pem);
      } catch (CertificateException none) {
        throw wrong(field, "holds no certificate; it must be PEM");
      }
    }

    PrivateKey privateKey(byte[] pem, PublicKey certified) throws IOException {
      try {
        return Pem.privateKey(pem, certified);
      } catch (GeneralSecurityException unusable) {
        throw wrong("client-key", unusable.getMessage());
      }
    }

    private static boolean isEmpty(Object value) {
      return value == null
          || Boolean.FALSE.equals(value)
          || value.equals("")
          || value instanceof Collection<?> items && items.isEmpty()
          || value instanceof Map<?, ?> mapping && mapping.isEmpty();
    }
  }

  /** What to do instead of a field that kubectl honours and this file does not. */
  private static String remedy(String field) {
    return switch (field) {
      case "insecure-skip-tls-verify" -> "Give the cluster its CA in certificate-authority-data";
      case "proxy-url" -> "Reach the server without a proxy";
      case "as", "as-uid", "as-groups", "as-user-extra" -> "Use a user that has the rights itself";
      case "username", "password" -> "API servers know no passwords any more; use a token";
      case "auth-provider" -> "It was replaced by exec plugins; use one";
      default -> "Remove it, or correct its spelling";
    };
  }
}
