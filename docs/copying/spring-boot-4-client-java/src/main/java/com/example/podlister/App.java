// SPDX-License-Identifier: MIT-0
package com.example.podlister;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
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

  // @start region="beans"
  @Bean
  InClusterOrKubeconfig.Connection connection() throws IOException {
    var connection = InClusterOrKubeconfig.open(); // without a cluster the program does not start
    connection.client().setReadTimeout(20_000); // milliseconds; none by default. 0 for informers
    return connection;
  }

  /** Ends the client's threads: it has no method close of its own. */
  @Bean
  AutoCloseable closing(InClusterOrKubeconfig.Connection connection) {
    var http = connection.client().getHttpClient();
    return () -> {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    };
  }

  // @end

  @RestController
  record Pods(InClusterOrKubeconfig.Connection connection) {
    @GetMapping("/pods")
    List<String> names() throws ApiException {
      var api = new CoreV1Api(connection.client());
      var pods = api.listNamespacedPod(connection.namespace()).execute().getItems();
      return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    }
  }

  /** Lists one pod: the check needs no other permission than the program. */
  @Component("apiServer")
  record ApiServer(InClusterOrKubeconfig.Connection connection) implements HealthIndicator {
    @Override
    public Health health() {
      try {
        var api = new CoreV1Api(connection.client());
        api.listNamespacedPod(connection.namespace()).limit(1).execute();
        return Health.up().build();
      } catch (ApiException | RuntimeException failed) {
        return Health.down().withDetail("reason", HandleApiErrors.describe(failed)).build();
      }
    }
  }
}
