package example.contract;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import example.contract.Contract.Distance;
import example.contract.fake.FakeApiServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Takes one client through the contract at one level, as a test per case, and writes the results
 * when closed.
 */
public final class Examination implements AutoCloseable {

  private final Driver driver;
  private final Client client;
  private final Distance distance;
  private final Api api;
  private final FakeApiServer fake;
  private final Path folder;
  private final List<Case> cases;
  private final List<Case> recorded;
  private final Results results;
  private final Permissions permissions;

  private Examination(
      Driver driver,
      Client client,
      List<Case> cases,
      List<Case> recorded,
      Distance distance,
      Api api,
      FakeApiServer fake,
      String kubernetes,
      Path reports,
      Permissions permissions) {
    this.permissions = permissions;
    this.driver = driver;
    this.client = client;
    this.cases = cases;
    this.recorded = recorded;
    this.distance = distance;
    this.api = api;
    this.fake = fake;
    this.folder = reports;
    this.results = new Results(client, distance, kubernetes);
    client.checkThatTheseAreCases(cases.stream().map(Case::id).toList());
  }

  /** An examination on a fake API server of its own. */
  public static Examination onFake(Driver driver, Distance distance, Path reports) {
    var client = Client.of(driver.client());
    var rbac = Api.inRepository(Scene.RBAC);
    var recorded = distance == Distance.FAKE ? Case.recorded() : List.<Case>of();
    return onFake(driver, client, Case.all(), recorded, distance, reports, new Permissions(rbac));
  }

  static Examination onFake(
      Driver driver,
      Client client,
      List<Case> cases,
      List<Case> recorded,
      Distance distance,
      Path reports,
      Permissions permissions) {
    var fake = FakeApiServer.start();
    var api = Api.of(fake.kubeconfig());
    return new Examination(
        driver, client, cases, recorded, distance, api, fake, "", reports, permissions);
  }

  /**
   * An examination on a real node.
   *
   * @param distance NODE, or POD
   * @param kubeconfig the administrator's
   * @param kubernetes version and distribution, for the results
   */
  public static Examination onNode(
      Driver driver, Distance distance, String kubeconfig, String kubernetes, Path reports) {
    var client = Client.of(driver.client());
    var api = Api.of(kubeconfig);
    return new Examination(
        driver,
        client,
        Case.all(),
        List.of(),
        distance,
        api,
        null,
        kubernetes,
        reports,
        new Permissions(Api.inRepository(Scene.RBAC)));
  }

  /**
   * A test per case that declares this distance; with {@code -Dcases=REGEX} for those cases only.
   */
  public Stream<DynamicTest> tests() {
    var wanted = Pattern.compile(System.getProperty("cases", ".*"));
    if (cases.stream().noneMatch(each -> wanted.matcher(each.id()).matches())) {
      throw new IllegalStateException("-Dcases=" + wanted + " names no case");
    }
    var tests =
        cases.stream()
            .filter(each -> wanted.matcher(each.id()).matches())
            .filter(each -> each.on().contains(distance))
            .filter(each -> supported(each))
            .sorted(Comparator.comparing(Case::id))
            .map(each -> dynamicTest(each.id(), () -> examine(each)));
    return Stream.of(tests, recorded(wanted), roles(wanted)).flatMap(each -> each);
  }

  /** What holds the pages of the patterns to what is printed; no part of the results. */
  private Stream<DynamicTest> recorded(Pattern wanted) {
    return recorded.stream()
        .filter(each -> wanted.matcher(each.id()).matches())
        .filter(each -> client.whyNotSupported(each.id()).isEmpty())
        .map(each -> dynamicTest(each.id(), () -> record(each)));
  }

  private void record(Case each) throws Exception {
    try (var scene = scene()) {
      forgetFaults();
      each.body().run(scene);
    }
  }

  private void forgetFaults() {
    if (fake != null) {
      fake.clearFaults();
      fake.forgetRequests();
    }
  }

  /**
   * A test that comes last, of the Roles of the patterns that all their cases in this process are
   * asked for: only these see every use of a rule.
   */
  private Stream<DynamicTest> roles(Pattern wanted) {
    if (distance != Distance.FAKE) {
      return Stream.of();
    }
    var inProcess = cases.stream().filter(each -> each.on().contains(distance)).map(Case::id);
    var left = inProcess.filter(id -> !wanted.matcher(id).matches()).toList();
    var whole =
        permissions.patterns().stream()
            .filter(pattern -> left.stream().noneMatch(id -> id.startsWith(pattern + ".")))
            .toList();
    return whole.isEmpty()
        ? Stream.of()
        : Stream.of(dynamicTest(Scene.RBAC, () -> nothingIsGrantedInVain(whole)));
  }

  private void nothingIsGrantedInVain(List<String> patterns) throws Exception {
    var problems = new ArrayList<String>();
    for (var pattern : patterns) {
      try (var scene = scene()) {
        problems.addAll(permissions.unused(pattern, scene));
      }
    }
    if (!problems.isEmpty()) {
      fail(String.join("\n", problems));
    }
  }

  private Scene scene() {
    return new Scene(driver, distance, api, fake, permissions.rbac());
  }

  private boolean supported(Case each) {
    var reason = client.whyNotSupported(each.id());
    reason.ifPresent(why -> results.add(each.id(), State.NOT_SUPPORTED.text));
    return reason.isEmpty();
  }

  private void examine(Case each) throws Exception {
    var pinned = client.knownFailures().get(each.id());
    try (var scene = scene()) {
      forgetFaults();
      each.body().run(scene);
      results.add(
          each.id(),
          each.refused().containsKey(client.name()) ? State.NOT_SUPPORTED.text : Results.PASSED);
      results.facts(each.id(), scene.facts());
      permissions.saw(each.id(), scene);
    } catch (Exception | AssertionError failed) {
      results.add(each.id(), Results.FAILED);
      if (pinned == null) {
        // Surefire's summary numbers dynamic tests and does not name them.
        throw new AssertionError(each.id() + ": " + failed.getMessage(), failed);
      }
      return;
    }
    if (pinned != null) {
      fail(each.id() + " passes now: remove it from the known failures of " + client.name());
    }
  }

  @Override
  public void close() {
    results.write(folder);
    if (fake != null) {
      fake.close();
    }
  }
}
