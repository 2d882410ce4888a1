package example.fakeapiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The official Python client. Needs PYTHON_WITH_KUBERNETES, a python that can import it. */
@Timeout(120)
class PythonClientTest {

  @TempDir Path folder;
  @AutoClose private final FakeApiServer fake = FakeApiServer.start();

  @Test
  void listsInPagesAndWatches() throws Exception {
    var python = ForeignProgram.find("PYTHON_WITH_KUBERNETES", fake, folder);
    var script = Path.of(PythonClientTest.class.getResource("/walk.py").toURI());
    var kubeconfig = folder.resolve("kubeconfig").toString();
    var result = python.run(List.of(script.toString(), kubeconfig));
    assertEquals(
        """
        list kube-root-ca.crt map-0 map-2
        watch ADDED map-0
        watch ADDED map-1
        watch ADDED map-2
        watch MODIFIED map-0
        watch DELETED map-1
        refused 404 Not Found
        """,
        result.out());
  }
}
