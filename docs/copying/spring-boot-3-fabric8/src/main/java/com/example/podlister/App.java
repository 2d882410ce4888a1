// SPDX-License-Identifier: MIT-0
package com.example.podlister;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists the pods of one namespace: GET /pods. */
@SpringBootApplication
public class App {

  public static void main(String[] arguments) {
    SpringApplication.run(App.class, arguments);
  }

  @Bean
  InClusterOrKubeconfig.Connection connection() throws IOException {
    return InClusterOrKubeconfig.open(); // without a cluster the application does not start
  }

  /** A bean of its own, so that Spring closes it: after the web server, which has stopped by then. */
  @Bean
  KubernetesClient client(InClusterOrKubeconfig.Connection connection) {
    var client = connection.client();
    client.getConfiguration().setRequestRetryBackoffLimit(0); // ten: longer than a probe waits
    return client;
  }

  @RestController
  record Pods(KubernetesClient client, InClusterOrKubeconfig.Connection connection) {
    @GetMapping("/pods")
    List<String> names() {
      var pods = client.pods().inNamespace(connection.namespace()).list().getItems();
      return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    }
  }

  /** Lists one pod: the check needs no other permission than the program. */
  @Component("apiServer")
  record ApiServer(KubernetesClient client, InClusterOrKubeconfig.Connection connection)
      implements HealthIndicator {
    @Override
    public Health health() {
      try {
        var one = new ListOptionsBuilder().withLimit(1L).build();
        client.pods().inNamespace(connection.namespace()).list(one);
        return Health.up().build();
      } catch (RuntimeException failed) {
        return Health.down().withDetail("reason", HandleApiErrors.describe(failed)).build();
      }
    }
  }
}
