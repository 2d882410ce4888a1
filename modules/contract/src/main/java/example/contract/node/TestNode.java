package example.contract.node;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import java.util.List;
import java.util.Objects;
import org.testcontainers.core.CreateContainerCmdModifier;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * What Testcontainers starts for {@code new K3sContainer("rancher/k3s:…")}, so that tests and
 * examples name what a reader would. {@code K3S_IMAGE} names another image that is started and
 * asked like it. {@code K3S_PRIVILEGED=false} is for machines that refuse a privileged container;
 * {@code rancher/k3s} needs to be one. Testcontainers finds this class by its own configuration.
 */
public final class TestNode extends ImageNameSubstitutor implements CreateContainerCmdModifier {

  /** Of the same Kubernetes version as the image that {@code .ci/cluster} builds. */
  public static final String DEFAULT_IMAGE = "rancher/k3s:v1.36.1-k3s1";

  private static final String REPOSITORY = "rancher/k3s";

  /** What a node does that a container may not: mounts, networks, devices, kernel settings. */
  private static final Capability[] INSTEAD_OF_PRIVILEGED = {
    Capability.DAC_READ_SEARCH,
    Capability.IPC_LOCK,
    Capability.MKNOD,
    Capability.NET_ADMIN,
    Capability.NET_RAW,
    Capability.SYSLOG,
    Capability.SYS_ADMIN,
    Capability.SYS_BOOT,
    Capability.SYS_MODULE,
    Capability.SYS_NICE,
    Capability.SYS_PTRACE
  };

  /** The image that a node is started from. */
  public static String image() {
    var asked = Objects.requireNonNullElse(System.getenv("K3S_IMAGE"), "");
    return asked.isBlank() ? DEFAULT_IMAGE : asked;
  }

  @Override
  public DockerImageName apply(DockerImageName named) {
    return REPOSITORY.equals(named.getUnversionedPart())
        ? DockerImageName.parse(image()).asCompatibleSubstituteFor(named)
        : named;
  }

  @Override
  protected String getDescription() {
    return "K3S_IMAGE";
  }

  @Override
  public CreateContainerCmd modify(CreateContainerCmd create) {
    var isNode = image().equals(create.getImage());
    if (isNode && "false".equals(System.getenv("K3S_PRIVILEGED"))) {
      Objects.requireNonNull(create.getHostConfig())
          .withPrivileged(false)
          .withCapAdd(INSTEAD_OF_PRIVILEGED)
          .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"));
    }
    return create;
  }
}
