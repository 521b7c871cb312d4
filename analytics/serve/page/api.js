// The server: the token, questions, the live feed.

const kStored = "tabacus.token";
let token = "";
let tokenCame = () => {};
const takeToken = () => {
  const fromAddress = /(?:^#|&)token=([^&]+)/.exec(location.hash);
  if (fromAddress) {
    sessionStorage.setItem(kStored, fromAddress[1]);
    history.replaceState(null, "", location.pathname);  // not in the history, not in a copied address
  }
  token = sessionStorage.getItem(kStored) ?? "";
  if (fromAddress) tokenCame();
};
takeToken();
addEventListener("hashchange", takeToken);  // another server's address, opened over this page

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const request = async (path, options = {}) => {
  const answer = await fetch(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    const told = await answer.json().catch(() => null);
    throw new Refused(answer.status, told?.error?.message ?? `the server answered ${answer.status}`);
  }
  return answer;
};

const withQuery = (path, query) => {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
};

export const ask = async (path, query = {}, signal = undefined) => (await request(withQuery(path, query), { signal })).json();
export const askBlob = async (path, query = {}) => (await request(withQuery(path, query))).blob();
export const tell = async (method, path, body) =>
  (await request(path, { method, body: body === undefined ? undefined : JSON.stringify(body), headers: { "Content-Type": "application/json" } })).json();

/// Calls `on(event, data)` for ever; comes back by itself and says where it was. `state` hears "live", "reconnecting" and
/// "refused": the server is another one, whose address is waited for.
export const follow = async (on, state) => {
  let last = null;
  for (let wait = 250; ; wait = Math.min(wait * 2, 5000)) {
    try {
      const answer = await request(withQuery("/api/v1/live", { after: last }));
      state("live");
      wait = 250;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const event = Object.fromEntries(text.slice(0, end).split("\n").filter((line) => !line.startsWith(":")).map((line) => {
            const colon = line.indexOf(": ");
            return [line.slice(0, colon), line.slice(colon + 2)];
          }));
          text = text.slice(end + 2);
          if (event.id) last = event.id;
          if (event.data) on(event.event, JSON.parse(event.data));
        }
      }
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        const came = new Promise((done) => { tokenCame = done; });
        state("refused");
        await came;
        continue;
      }
    }
    state("reconnecting");
    await new Promise((done) => setTimeout(done, wait));
  }
};
