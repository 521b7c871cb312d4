// The npm mock OTLP server on a port of its own: node mock.mjs PACKAGES; prints its address, then the name of each span that it reads.
import { createRequire } from "node:module";

const { MockOtlpServer } = createRequire(`${process.argv[2]}/`)("@elastic/mockotlpserver");
const onTrace = ({ resourceSpans }) => {
  for (const span of resourceSpans.flatMap((resource) => resource.scopeSpans).flatMap((scope) => scope.spans)) console.log(span.name);
};
const server = new MockOtlpServer({ services: ["http"], httpHostname: "127.0.0.1", httpPort: 0, logLevel: "error", onTrace });
await server.start();
console.log(String(server.httpUrl));
