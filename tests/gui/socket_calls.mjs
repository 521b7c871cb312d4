// Turns on one WebSocket, as Codex makes them: `node socket_calls.mjs TURNS`, with OPENAI_BASE_URL. A line for each,
// "completed" or the error's message, one for how the socket was closed, and one for another socket behind it.
const url = process.env.OPENAI_BASE_URL.replace(/^http/, "ws") + "/responses";
const turn = JSON.stringify({ type: "response.create", model: "gpt-5", input: [{ role: "user", content: "hi" }] });

function call(turns) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let left = turns;
    let granted = false;
    socket.onopen = () => {
      granted = true;
      left > 0 ? socket.send(turn) : socket.close(1000);
    };
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (event.type === "error") console.log("error " + event.status + " " + event.error.message);
      if (event.type !== "response.completed") return;
      console.log("completed");
      --left > 0 ? socket.send(turn) : socket.close(1000);
    };
    socket.onclose = ({ code, reason }) => resolve(granted ? `closed ${code} ${reason}` : "refused");
    socket.onerror = () => {};
  });
}

console.log(await call(Number(process.argv[2])));
console.log("again: " + (await call(0)));
