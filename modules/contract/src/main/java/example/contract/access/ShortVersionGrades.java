package example.contract.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.recording.RecordedPage;
import example.contract.runner.IsolatedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;

/**
 * Grades the short version of cluster access: every row of {@code access-cases.yaml} runs against
 * it, and {@code short-version.yaml} lists the rows whose outcome differs from the strict
 * version's. A module extends this class and says how to open and read its connection.
 */
public abstract class ShortVersionGrades {

  /** From the best to the worst; the worst combination of a row decides. */
  enum Grade {
    NOT_APPLICABLE,
    SAME,
    DIFFERENT_MESSAGE,
    DIFFERS;

    @Override
    public String toString() {
      return name().toLowerCase().replace('_', ' ');
    }
  }

  /**
   * A row's grade, with the outcomes that decide it.
   *
   * @param combination which one of a table's, or empty
   */
  record Graded(Grade grade, String combination, String expected, String actual) {}

  /**
   * What a connection was made of.
   *
   * @param credential {@code token}, {@code client-certificate} or {@code anonymous}
   */
  public record Found(String source, String server, String namespace, String credential) {}

  private final String client;

  /**
   * @param client a module: {@code fabric8}
   */
  protected ShortVersionGrades(String client) {
    this.client = client;
  }

  String client() {
    return client;
  }

  /**
   * Opens a connection, says what it was made of, and closes it.
   *
   * @param kubeconfig null for what the environment says
   */
  protected abstract Found open(String kubeconfig, String context) throws IOException;

  /** Whether a client certificate would be presented; a context does not say so itself. */
  protected static String certificate(SSLContext context) {
    try {
      var spi = SSLContext.class.getDeclaredField("contextSpi");
      spi.setAccessible(true);
      Class<?> type = spi.get(context).getClass();
      while (!type.getSimpleName().equals("SSLContextImpl")) {
        type = type.getSuperclass();
      }
      var keys = type.getDeclaredField("keyManager");
      keys.setAccessible(true);
      var manager = (X509KeyManager) keys.get(spi.get(context));
      var none = manager.getClientAliases("EC", null) == null;
      return none && manager.getClientAliases("RSA", null) == null
          ? "anonymous"
          : "client-certificate";
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("this JDK keeps its keys elsewhere", changed);
    }
  }

  @Test
  void rowsThatDifferAreListed(@TempDir Path folder) throws Exception {
    var rows = grade(folder.toRealPath());

    var problems = new ShortVersionList(ShortVersionList.file()).problems(client, rows);
    assertEquals("", String.join("\n", problems));
    var counts = new TreeMap<Grade, Integer>();
    rows.values().forEach(row -> counts.merge(row.grade, 1, Integer::sum));
    var line = new ArrayList<String>();
    counts.forEach((grade, count) -> line.add("%3d %s".formatted(count, grade)));
    var page = new RecordedPage(AdminClient.inRepository("docs/reference/short-version.md"));
    page.holdsLine("short-version-grades", client, String.join("   ", line));
  }

  private Map<String, Graded> grade(Path folder) throws Exception {
    IsolatedProcess.prepare(folder);
    Files.createDirectories(folder.resolve("root/var/run/secrets")); // where rows mount theirs
    var programs = Files.createDirectories(folder.resolve("tmp/programs"));
    Files.createSymbolicLink(programs.resolve("sh"), Path.of("/bin/sh"));
    var printed =
        IsolatedProcess.run(
                folder,
                Map.of(
                    "PATH", programs.toString()), // a row must not start a plugin of this machine
                List.of(
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/javax.net.ssl=ALL-UNNAMED",
                    "--add-opens=java.base/sun.security.ssl=ALL-UNNAMED",
                    "-Duser.home=" + folder.resolve("home")),
                ShortVersionGrader.class,
                List.of(getClass().getName(), folder.toString()))
            .printed();
    return AdminClient.JSON.readValue(printed, new TypeReference<>() {});
  }
}
