// Puts the token before requests of programs that cannot send one: node bearer.mjs PORT-OF-INSPECTOR TOKEN; prints its own port. What
// names this port as Host or Origin names the inspector's, whatever else it names stays.
import http from "node:http";

const [target, token] = process.argv.slice(2);
const server = http.createServer((request, response) => {
  const { port } = server.address();
  const headers = { ...request.headers, authorization: `Bearer ${token}` };
  for (const name of ["host", "origin"]) if (headers[name]) headers[name] = headers[name].replace(`:${port}`, `:${target}`);
  const onward = http.request({ host: "127.0.0.1", port: target, path: request.url, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", (error) => response.destroy(error));
  request.pipe(onward);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
