// SPDX-License-Identifier: MIT-0
package com.example.podlister;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Lists the pods of one namespace: GET /pods. */
@Path("/pods")
public class App {

  // @start region="beans"
  @Singleton
  static class Beans {
    @Produces
    @Singleton
    @Startup // without a cluster the application does not start
    InClusterOrKubeconfig.Connection connection() throws IOException {
      return InClusterOrKubeconfig.open();
    }

    /** Replaces the client that the extension configures. */
    @Produces
    @Singleton
    KubernetesClient client(InClusterOrKubeconfig.Connection connection) {
      var client = connection.client();
      client.getConfiguration().setRequestRetryBackoffLimit(0); // ten: longer than a probe waits
      return client;
    }

    void close(@Disposes KubernetesClient client) {
      client.close();
    }
  }

  // @end

  @Inject KubernetesClient client;
  @Inject InClusterOrKubeconfig.Connection connection;

  @GET
  public List<String> names() {
    var pods = client.pods().inNamespace(connection.namespace()).list().getItems();
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  /** Lists one pod: the check needs no other permission than the program. */
  @Readiness
  @Singleton
  record ApiServer(KubernetesClient client, InClusterOrKubeconfig.Connection connection)
      implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
      var answer = HealthCheckResponse.named("apiServer");
      try {
        var one = new ListOptionsBuilder().withLimit(1L).build();
        client.pods().inNamespace(connection.namespace()).list(one);
        return answer.up().build();
      } catch (RuntimeException failed) {
        return answer.down().withData("reason", HandleApiErrors.describe(failed)).build();
      }
    }
  }
}
