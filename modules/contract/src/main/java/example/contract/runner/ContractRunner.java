package example.contract.runner;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import example.contract.AdminClient;
import example.contract.Case;
import example.contract.CaseContext;
import example.contract.Client;
import example.contract.Contract.TestLevel;
import example.contract.Driver;
import example.contract.results.Results;
import example.contract.results.State;
import example.fakeapiserver.FakeApiServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Takes one client through the contract at one level, as a test per case, and writes the results
 * when closed. Cases may run at the same time: each has a server, or on a node a namespace, of its
 * own.
 */
public final class ContractRunner implements AutoCloseable {

  private final Driver driver;
  private final Client client;
  private final TestLevel level;
  private final Path folder;
  private final List<Case> cases;
  private final List<Case> recorded;
  private final Results results;
  private final RoleUsage permissions;

  /** The node; null on fake API servers, of which there are as many as cases run at once. */
  private final Server node;

  private final Queue<Server> idle = new ConcurrentLinkedQueue<>();

  /** Where a case runs; {@code fake} is null on a node. */
  private record Server(AdminClient api, FakeApiServer fake) {

    static Server start() {
      var fake = FakeApiServer.start();
      return new Server(AdminClient.of(fake.kubeconfig()), fake);
    }
  }

  private ContractRunner(
      Driver driver,
      Client client,
      List<Case> cases,
      List<Case> recorded,
      TestLevel level,
      Server node,
      String kubernetes,
      Path reports,
      RoleUsage permissions) {
    this.permissions = permissions;
    this.driver = driver;
    this.client = client;
    this.cases = cases;
    this.recorded = recorded;
    this.level = level;
    this.node = node;
    this.folder = reports;
    this.results = new Results(client, level, kubernetes);
    client.checkThatTheseAreCases(cases.stream().map(Case::id).toList());
  }

  /** An examination on fake API servers of its own. */
  public static ContractRunner onFake(Driver driver, TestLevel level, Path reports) {
    var client = Client.of(driver.client());
    var rbac = AdminClient.inRepository(CaseContext.RBAC);
    var recorded = level == TestLevel.FAKE ? Case.recorded() : List.<Case>of();
    return onFake(driver, client, Case.all(), recorded, level, reports, new RoleUsage(rbac));
  }

  static ContractRunner onFake(
      Driver driver,
      Client client,
      List<Case> cases,
      List<Case> recorded,
      TestLevel level,
      Path reports,
      RoleUsage permissions) {
    return new ContractRunner(
        driver, client, cases, recorded, level, null, "", reports, permissions);
  }

  /**
   * An examination on a real node.
   *
   * @param level NODE, or POD
   * @param kubeconfig the administrator's
   * @param kubernetes version and distribution, for the results
   */
  public static ContractRunner onNode(
      Driver driver, TestLevel level, String kubeconfig, String kubernetes, Path reports) {
    var client = Client.of(driver.client());
    var node = new Server(AdminClient.of(kubeconfig), null);
    return new ContractRunner(
        driver,
        client,
        Case.all(),
        List.of(),
        level,
        node,
        kubernetes,
        reports,
        new RoleUsage(AdminClient.inRepository(CaseContext.RBAC)));
  }

  /** A test per case that declares this level; with {@code -Dcases=REGEX} for those cases only. */
  public Stream<DynamicTest> tests() {
    var wanted = wanted();
    if (cases.stream().noneMatch(each -> wanted.matcher(each.id()).matches())) {
      throw new IllegalStateException("-Dcases=" + wanted + " names no case");
    }
    return cases.stream()
        .filter(each -> wanted.matcher(each.id()).matches())
        .filter(each -> each.on().contains(level))
        .filter(each -> supported(each))
        .sorted(Comparator.comparing(Case::id))
        .map(this::test);
  }

  private static Pattern wanted() {
    return Pattern.compile(System.getProperty("cases", ".*"));
  }

  private DynamicTest test(Case each) {
    return dynamicTest(
        test ->
            test.displayName(each.id())
                .executionMode(ExecutionMode.CONCURRENT)
                .executable(() -> examine(each)));
  }

  /** What holds the pages of the patterns to what is printed; no part of the results. */
  public Stream<DynamicTest> recorded() {
    var wanted = wanted();
    return recorded.stream()
        .filter(each -> wanted.matcher(each.id()).matches())
        .filter(each -> client.whyNotSupported(each.id()).isEmpty())
        .map(each -> dynamicTest(each.id(), () -> record(each)));
  }

  private void record(Case each) {
    try {
      run(each, server(), context -> {});
    } catch (Exception | AssertionError failed) {
      throw named(each, failed);
    }
  }

  /** Surefire's summary numbers dynamic tests and does not name them. */
  private static AssertionError named(Case each, Throwable failed) {
    return new AssertionError(each.id() + ": " + failed.getMessage(), failed);
  }

  /**
   * A test that comes last, of the Roles of those patterns of which every case in this process is
   * run: only these see every use of a rule. A client that does not support a case says nothing
   * about the Role; the others do.
   */
  public Stream<DynamicTest> roles() {
    var wanted = wanted();
    if (level != TestLevel.FAKE) {
      return Stream.of();
    }
    var inProcess = cases.stream().filter(each -> each.on().contains(level)).map(Case::id);
    var left =
        inProcess
            .filter(id -> !wanted.matcher(id).matches() || client.whyNotSupported(id).isPresent())
            .toList();
    var whole =
        permissions.patterns().stream()
            .filter(pattern -> left.stream().noneMatch(id -> id.startsWith(pattern + ".")))
            .toList();
    return whole.isEmpty()
        ? Stream.of()
        : Stream.of(dynamicTest(CaseContext.RBAC, () -> nothingIsGrantedInVain(whole)));
  }

  private void nothingIsGrantedInVain(List<String> patterns) throws Exception {
    var problems = new ArrayList<String>();
    for (var pattern : patterns) {
      var server = server();
      try (var context = context(server)) {
        problems.addAll(permissions.unused(pattern, context));
      } finally {
        idle.add(server);
      }
    }
    if (!problems.isEmpty()) {
      fail(String.join("\n", problems));
    }
  }

  private CaseContext context(Server on) {
    return new CaseContext(driver, level, on.api(), on.fake(), permissions.rbac());
  }

  /** A server that no other case uses; the caller hands it back. */
  private Server server() {
    var free = idle.poll();
    if (free != null) {
      return free;
    }
    return node != null ? node : Server.start();
  }

  private synchronized boolean supported(Case each) {
    var reason = client.whyNotSupported(each.id());
    reason.ifPresent(why -> results.add(each.id(), State.NOT_SUPPORTED.text));
    return reason.isEmpty();
  }

  private void examine(Case each) throws Exception {
    var pinned = client.knownFailures().get(each.id());
    try {
      run(each, server(), context -> passed(each, context));
    } catch (Exception | AssertionError failed) {
      failed(each);
      if (pinned == null) {
        throw named(each, failed);
      }
      return;
    }
    if (pinned != null) {
      fail(each.id() + " passes now: remove it from the known failures of " + client.name());
    }
  }

  /** Runs a body with the server to itself, and hands that back. */
  private void run(Case each, Server server, Consumer<CaseContext> passed) throws Exception {
    try (var context = context(server)) {
      if (server.fake() != null) {
        server.fake().clearFaults();
        server.fake().forgetRequests();
      }
      each.body().run(context);
      passed.accept(context);
    } finally {
      idle.add(server);
    }
  }

  private synchronized void passed(Case each, CaseContext context) {
    results.add(
        each.id(),
        each.refused().containsKey(client.name()) ? State.NOT_SUPPORTED.text : Results.PASSED);
    results.facts(each.id(), context.facts());
    permissions.saw(each.id(), context);
  }

  private synchronized void failed(Case each) {
    results.add(each.id(), Results.FAILED);
  }

  @Override
  public void close() {
    results.write(folder);
    if (node == null) {
      idle.forEach(server -> server.fake().close());
    }
  }
}
