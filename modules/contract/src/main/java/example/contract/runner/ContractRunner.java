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
import example.fakeapiserver.FakeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

/**
 * Takes one client through the contract at one level, as a test per case, and writes the results
 * when closed. Cases may run at the same time: each has a server, or on a node a namespace, of its
 * own.
 */
public final class ContractRunner implements AutoCloseable {

  private final Driver driver;
  private final Client client;
  private final TestLevel level;
  private final List<Case> cases;
  private final RoleUsage roleUsage;
  private final Results results;
  private final Path reports;

  /** Null for embedded API servers, of which there are as many as cases run at once. */
  private final Server node;

  private final Queue<Server> idle = new ConcurrentLinkedQueue<>();

  /** Where a case runs; {@code fake} is null on a node. */
  record Server(AdminClient api, FakeApiServer fake) {

    static Server start() {
      var fake = FakeApiServer.start();
      return new Server(AdminClient.of(fake.kubeconfig()), fake);
    }
  }

  ContractRunner(
      Driver driver,
      Client client,
      TestLevel level,
      List<Case> cases,
      Path rbac,
      Server node,
      String kubernetes,
      Path reports) {
    this.driver = driver;
    this.client = client;
    this.level = level;
    this.cases = cases;
    this.roleUsage = new RoleUsage(rbac);
    this.node = node;
    this.results = Results.of(client, level, kubernetes);
    this.reports = reports;
    client.checkThatTheseAreCases(cases.stream().map(Case::id).toList());
  }

  /** Runs the contract on embedded API servers. */
  public static ContractRunner onFake(Driver driver, TestLevel level, Path reports) {
    return on(null, driver, level, "", reports);
  }

  /**
   * Runs the contract on a real node.
   *
   * @param level NODE, or POD
   * @param kubeconfig the administrator's
   * @param kubernetes version and distribution, for the results
   */
  public static ContractRunner onNode(
      Driver driver, TestLevel level, String kubeconfig, String kubernetes, Path reports) {
    var node = new Server(AdminClient.of(kubeconfig), null);
    return on(node, driver, level, kubernetes, reports);
  }

  private static ContractRunner on(
      Server node, Driver driver, TestLevel level, String kubernetes, Path reports) {
    var client = Client.of(driver.client());
    var rbac = AdminClient.inRepository(RoleUsage.RBAC);
    return new ContractRunner(driver, client, level, Case.all(), rbac, node, kubernetes, reports);
  }

  /** A test per case that declares this level; with {@code -Dcases=REGEX} for those cases only. */
  public Stream<DynamicTest> tests() {
    if (Stream.concat(cases.stream(), Case.recorded().stream()).noneMatch(wanted())) {
      throw new IllegalStateException(
          "-Dcases=%s names no case".formatted(System.getProperty("cases")));
    }
    return cases.stream()
        .filter(each -> each.on().contains(level))
        .filter(wanted())
        .filter(this::isSupported)
        .sorted(Comparator.comparing(Case::id))
        .map(each -> concurrent(each, () -> check(each)));
  }

  private static DynamicTest concurrent(Case each, Executable body) {
    return dynamicTest(
        test ->
            test.displayName(each.id()).executionMode(ExecutionMode.CONCURRENT).executable(body));
  }

  /** What holds the pages to what is printed; no part of the results. */
  public Stream<DynamicTest> recorded() {
    return recorded(Predicate.not(ContractRunner::fillsMemory));
  }

  /**
   * What is recorded of JVMs that fill their memory: beside others they take too long to give up.
   */
  public Stream<DynamicTest> recordedAlone() {
    return recorded(ContractRunner::fillsMemory);
  }

  private static boolean fillsMemory(Case each) {
    return each.id().endsWith("recorded-memory");
  }

  private Stream<DynamicTest> recorded(Predicate<Case> which) {
    var compared = Boolean.parseBoolean(System.getProperty("recorded", "true"));
    return !compared
        ? Stream.of()
        : Case.recorded().stream()
            .filter(each -> each.on().contains(level))
            .filter(wanted().and(which))
            .filter(this::isSupported)
            .map(each -> concurrent(each, () -> run(each, context -> {})));
  }

  private boolean isSupported(Case each) {
    return client.whyNotSupported(each.id()).isEmpty();
  }

  private static Predicate<Case> wanted() {
    var wanted = Pattern.compile(System.getProperty("cases", ".*"));
    return each -> wanted.matcher(each.id()).matches();
  }

  private void check(Case each) throws Exception {
    var pinned = client.knownFailures().containsKey(each.id());
    try {
      run(each, context -> passed(each, context));
    } catch (AssertionError failed) {
      if (!pinned) {
        throw failed;
      }
      results.add(each.id());
      return;
    }
    if (pinned) {
      fail(each.id() + " passes now: remove it from the known failures of " + client.name());
    }
  }

  private void passed(Case each, CaseContext context) {
    results.add(each.id());
    if (level == TestLevel.FAKE) {
      roleUsage.saw(each.id(), context);
    }
  }

  /** Runs a body with a server to itself. */
  private void run(Case each, Consumer<CaseContext> passed) throws Exception {
    var server = server();
    try (var context = context(server)) {
      each.body().run(context);
      passed.accept(context);
    } catch (TestAbortedException skipped) {
      throw skipped;
    } catch (Exception | AssertionError failed) {
      // Surefire's summary numbers dynamic tests and does not name them.
      throw new AssertionError(each.id() + ": " + failed.getMessage(), failed);
    } finally {
      idle.add(server);
    }
  }

  private CaseContext context(Server on) throws IOException {
    return new CaseContext(driver, level, on.api(), on.fake(), roleUsage.rbac());
  }

  /** A server that no other case uses; the caller hands it back. */
  private Server server() {
    if (node != null) {
      return node;
    }
    var server = idle.poll();
    if (server == null) {
      return Server.start();
    }
    server.fake().clearFaults();
    server.fake().forgetRequests();
    return server;
  }

  /**
   * Tests that come last, of the Roles of those patterns of which every case at this level is run:
   * only these see every use of a rule. A client that does not support a case says nothing about
   * the Role; the others do. The embedded API server knows which rules were used. A pattern that
   * has no case on it is looked at on a node: once more for each verb, with a Role without it.
   */
  public Stream<DynamicTest> roles() throws IOException {
    return roleUsage.patterns().stream()
        .filter(each -> level == judge(each))
        .filter(each -> at(each, level).allMatch(wanted().and(this::isSupported)))
        .map(each -> dynamicTest(RoleUsage.RBAC + "/" + each, () -> checkRole(each)));
  }

  private TestLevel judge(String pattern) {
    var onlyOnNode =
        at(pattern, TestLevel.FAKE).findAny().isEmpty()
            && at(pattern, TestLevel.NODE).findAny().isPresent();
    return onlyOnNode ? TestLevel.NODE : TestLevel.FAKE;
  }

  private Stream<Case> at(String pattern, TestLevel where) {
    return cases.stream()
        .filter(each -> each.on().contains(where) && each.id().startsWith(pattern + "."));
  }

  private void checkRole(String pattern) throws Exception {
    var problems = level == TestLevel.FAKE ? unused(pattern) : notNeeded(pattern);
    if (!problems.isEmpty()) {
      fail(String.join("\n", problems));
    }
  }

  private List<String> unused(String pattern) throws IOException {
    var server = server();
    try (var context = context(server)) {
      return roleUsage.unused(pattern, context);
    } finally {
      idle.add(server);
    }
  }

  private List<String> notNeeded(String pattern) throws Exception {
    var folder = Files.createTempDirectory("rbac-");
    try {
      var problems = new ArrayList<String>();
      for (var less : roleUsage.lessOneVerb(pattern, folder).entrySet()) {
        if (passesWith(pattern, less.getValue())) {
          problems.add(RoleUsage.superfluous(pattern, less.getKey()));
        }
      }
      return problems;
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }

  /** Whether all cases of a pattern pass with the Roles of a folder. */
  private boolean passesWith(String pattern, Path rbac) throws Exception {
    for (var each : at(pattern, level).toList()) {
      try (var context = new CaseContext(driver, level, node.api(), null, rbac)) {
        each.body().run(context);
      } catch (Exception | AssertionError lacking) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    results.write(reports);
    if (node == null) {
      idle.forEach(server -> server.fake().close());
    }
  }
}
