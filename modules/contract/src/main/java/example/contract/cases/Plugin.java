package example.contract.cases;

import static org.junit.jupiter.api.Assertions.assertTrue;

import example.contract.AdminClient;
import example.contract.CaseContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * An exec credential plugin of ours: a shell script that leaves traces in its own folder, and
 * prints the file {@code answer} that lies there.
 */
record Plugin(Path folder) {

  static final String API_VERSION = "client.authentication.k8s.io/v1";

  /** It says something on standard error at every run, as real ones do when they are outdated. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      cd "${0%/*}" || exit 9
      # Without what a shell sets by itself.
      env | grep -Ev '^(PWD|OLDPWD|SHLVL|_|KUBERNETES_EXEC_INFO)=' | sort >environment
      printf '%s' "$KUBERNETES_EXEC_INFO" >info
      printf '%s\\n' "$@" >arguments
      cat >asked
      echo run >>runs
      echo 'warning: the token is noise-5ecret-marker' >&2
      while [ -e hold ]; do sleep 0.01; done
      cat answer
      exit "$(cat code)"
      """;

  /** Installs the script as {@code login}; it is to succeed. */
  static Plugin install(CaseContext context, String folder) {
    context.secret("noise-5ecret-marker");
    var plugin = new Plugin(context.folder().resolve(folder));
    CaseContext.write(plugin.folder.resolve("login"), SCRIPT);
    CaseContext.write(plugin.folder.resolve("code"), "0");
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
