package example.onk3s.demo;

import example.contract.Api;
import example.onk3s.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import tools.jackson.databind.node.ObjectNode;

/** Asks every program in both modes for the same pods, and holds the answers side by side. */
public final class Comparison {

  private static final int SEEDS = 3;
  private static final String SELECTOR = "demo=seed";
  private static final String[] ARGUMENTS = {"list-pods", "--selector", SELECTOR, "--stats"};

  private final Cluster cluster;
  private final Programs programs;
  private final Progress progress;
  private final Map<String, String> seeds = new TreeMap<>();
  private final List<Row> rows = new ArrayList<>();

  public Comparison(Cluster cluster, Programs programs, Progress progress) {
    this.cluster = cluster;
    this.programs = programs;
    this.progress = progress;
  }

  /** Creates the pods and asks for them, one program after the other: they are timed. */
  public void run(List<String> modules) throws Exception {
    cluster.prepare();
    for (int number = 1; number <= SEEDS; number++) {
      seed("seed-" + number);
    }
    var outside = Map.of("KUBECONFIG", cluster.kubeconfig().toString());
    for (var module : modules) {
      row(
          module,
          "in-cluster" + cluster.inClusterMark(),
          () -> cluster.inCluster(module, ARGUMENTS));
      row(module, "kubeconfig", () -> programs.run(module, outside, List.of(ARGUMENTS)));
    }
  }

  private void row(String module, String mode, Callable<Node.Outcome> program) throws Exception {
    var outcome = progress.step(module + ", " + mode, program);
    rows.add(Row.of(module, mode, outcome));
  }

  /** A pod that the namespace admits and no scheduler takes: it stays as it is. */
  private void seed(String name) {
    var pod =
        (ObjectNode)
            Api.YAML.readTree(
                """
                metadata: {name: %s, labels: {demo: seed}}
                spec:
                  schedulerName: nobody
                  serviceAccountName: example
                  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: never-started
                      image: none:1
                      securityContext:
                        allowPrivilegeEscalation: false
                        capabilities: {drop: [ALL]}
                """
                    .formatted(name));
    var made = cluster.api().post("api/v1/namespaces/" + Cluster.NAMESPACE + "/pods", pod);
    seeds.put(name, made.at("/metadata/uid").asString());
  }

  /** Whether every program, in both modes, saw the pods that were created, and no others. */
  public boolean agrees() {
    return rows.stream().allMatch(this::agrees);
  }

  private boolean agrees(Row row) {
    return row.outcome().exit() == 0 && !row.server().isEmpty() && row.pods().equals(seeds);
  }

  /** The table, then what each program printed, then the verdict. */
  public String text() {
    var text = new StringBuilder("\n").append(Row.table(rows));
    for (var row : rows) {
      text.append(
          "\n%s, %s%s\n".formatted(row.client(), row.mode(), agrees(row) ? "" : ": DIFFERS"));
      var outcome = row.outcome();
      (outcome.out() + outcome.err())
          .lines()
          .forEach(line -> text.append("  ").append(line).append('\n'));
      if (outcome.exit() != 0) {
        text.append("  exit code %d\n".formatted(outcome.exit()));
      }
    }
    var agree = rows.stream().filter(this::agrees).count();
    text.append(
        agrees()
            ? "\nAll %d answers name the same %d pods.\n".formatted(rows.size(), seeds.size())
            : "\n%d of %d answers name other pods than were created: %s.\n"
                .formatted(rows.size() - agree, rows.size(), seeds));
    return text.toString();
  }
}
