package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.JsonNode;

/**
 * An exec credential plugin of ours: {@code login.sh} leaves traces in its own folder, and prints
 * the file {@code answer} that lies there.
 */
record Plugin(Path folder) {

  static final String API_VERSION = "client.authentication.k8s.io/v1";

  /** Installs the script as {@code login}; it is to succeed. */
  static Plugin install(CaseContext context, String folder) throws IOException {
    context.secret("noise-5ecret-marker");
    var plugin = new Plugin(context.folder().resolve(folder));
    CaseContext.write(plugin.folder.resolve("code"), "0");
    try (var script = Plugin.class.getResourceAsStream("/login.sh")) {
      Files.copy(script, plugin.folder.resolve("login"), StandardCopyOption.REPLACE_EXISTING);
    }
    assertTrue(plugin.folder.resolve("login").toFile().setExecutable(true));
    return plugin;
  }

  void answers(String text) {
    CaseContext.write(folder.resolve("answer"), text);
  }

  /** Prints an ExecCredential with this status. */
  void answersStatus(JsonNode status) {
    var answer = AdminClient.object().put("kind", "ExecCredential").put("apiVersion", API_VERSION);
    answer.set("status", status);
    answers(answer.toString());
  }

  /** What it left of its last run: {@code environment}, {@code info}, {@code arguments}. */
  String left(String trace) throws IOException {
    return Files.readString(folder.resolve(trace));
  }

  /** How often it was run. */
  int runs() throws IOException {
    var runs = folder.resolve("runs");
    return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
  }
}
