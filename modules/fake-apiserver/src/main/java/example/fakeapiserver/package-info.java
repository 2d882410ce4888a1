/**
 * An embedded Kubernetes API server for tests, and for {@code make fake}.
 *
 * <p>Tests outside this module use {@link example.fakeapiserver.FakeApiServer}, {@link
 * example.fakeapiserver.FakeCertificates}, {@link example.fakeapiserver.faults.Fault} and {@link
 * example.fakeapiserver.http.RecordedRequest}, and nothing else. The other packages are how it
 * works: {@code http} reads requests and writes answers, {@code auth} says who asks and what they
 * may do, {@code storage} keeps the objects, {@code faults} is what goes wrong on demand. {@code
 * http} uses the other three, and {@code auth} uses {@code storage}.
 */
package example.fakeapiserver;
