package example.contract.cases;

import static example.contract.Contract.TestLevel.FAKE;
import static example.contract.Contract.TestLevel.NODE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import example.contract.AdminClient;
import example.contract.CaseContext;
import example.contract.Contract;
import example.contract.RunningProgram;
import java.util.ArrayList;

/** Many writers of one object; the other cases are rows of request-cases.yaml. */
public final class UpdateOnConflictCases {

  @Contract(
      id = "update-on-conflict.many-writers",
      says = "Eight writers with 200 increments each lose none",
      on = {FAKE, NODE})
  void manyWriters(CaseContext context) throws Exception {
    var onNode = context.level() == NODE; // eight JVMs at once are too many for its two cores
    var writers = onNode ? 2 : 8;
    var times = onNode ? 50 : 200;
    var counter = AdminClient.named("counter");
    counter.withObject("/data").put("count", "0");
    context.role("update-on-conflict").api().post(context.path("configmaps"), counter);

    var programs = new ArrayList<RunningProgram>();
    for (int i = 0; i < writers; i++) {
      programs.add(context.startInPod("update-on-conflict", "--times", String.valueOf(times)));
    }

    for (var program : programs) {
      assertEquals(0, program.exit(), program::err);
    }
    var counted = context.api().get(context.path("configmaps/counter")).at("/data/count");
    assertEquals(String.valueOf(writers * times), counted.asString());
  }
}
