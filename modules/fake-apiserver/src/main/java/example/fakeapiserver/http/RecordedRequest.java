package example.fakeapiserver.http;

/**
 * A request as the server saw it. Headers with credentials are not kept.
 *
 * @param query undecoded, without the question mark; empty if none
 * @param user who asked; empty if the credentials were not accepted
 * @param status of the answer; 0 while there is none
 * @param httpVersion {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param serverName that the client asked for in the TLS handshake; empty if it named none
 */
public record RecordedRequest(
    String method,
    String path,
    String query,
    String user,
    int status,
    String httpVersion,
    String serverName) {

  RecordedRequest with(String user, int status) {
    return new RecordedRequest(method, path, query, user, status, httpVersion, serverName);
  }
}
