// A strict OpenTelemetry receiver: what is posted must be the JSON form of the protocol's own messages, member by member,
// as their .proto files have them (protobufjs and the files come with @elastic/mockotlpserver). It refuses the first posts
// of spans as its plan says, "429,503,cut,partial", and tells at GET /state what it took.
//   node receiver.mjs PACKAGES PLAN
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import zlib from "node:zlib";

const [, , packages, plan] = process.argv;
const require = createRequire(path.join(packages, "package.json"));
const protobuf = require("protobufjs");
const protos = path.join(packages, "node_modules/@elastic/mockotlpserver");
const root = new protobuf.Root();
root.resolvePath = (_, target) => path.join(protos, target);
root.loadSync(["trace", "metrics"].map((kind) => `opentelemetry/proto/collector/${kind}/v1/${kind}_service.proto`));
const types = {
  "/v1/traces": root.lookupType("opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest"),
  "/v1/metrics": root.lookupType("opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest"),
};

const kIds = { traceId: 32, spanId: 16, parentSpanId: 16 };
const kWide = ["int64", "uint64", "fixed64", "sfixed64"];

/// Throws where `value` is not what `field` holds; what protobufjs takes instead.
const scalar = (field, value, at) => {
  if (field.type === "bytes") {
    if (!(field.name in kIds) || !new RegExp(`^[0-9a-f]{${kIds[field.name]}}$`).test(value) || /^0+$/.test(value)) throw new Error(`${at}: no id: ${value}`);
    return Buffer.from(value, "hex");
  }
  if (kWide.includes(field.type)) {
    if (typeof value !== "string" || !/^-?\d+$/.test(value)) throw new Error(`${at}: 64 bits are written as text: ${value}`);
    return protobuf.util.Long ? protobuf.util.Long.fromString(value, field.type !== "int64") : value;
  }
  const wanted = { string: "string", bool: "boolean" }[field.type] ?? "number";
  if (typeof value !== wanted) throw new Error(`${at}: ${typeof value} for ${field.type}`);
  return value;
};

const message = (type, object, at) => {
  const made = {};
  for (const [key, value] of Object.entries(object)) {
    const field = type.fields[key];
    if (!field) throw new Error(`${at}: ${type.name} has no ${key}`);
    field.resolve();
    const one = (each, place) => {
      if (field.resolvedType instanceof protobuf.Enum) {
        if (!Number.isInteger(each) || !(each in field.resolvedType.valuesById)) throw new Error(`${place}: no value of ${field.type}`);
        return each;
      }
      return field.resolvedType ? message(field.resolvedType, each, place) : scalar(field, each, place);
    };
    if (field.repeated !== Array.isArray(value)) throw new Error(`${at}.${key}: list or not`);
    made[key] = field.repeated ? value.map((each, index) => one(each, `${at}.${key}[${index}]`)) : one(value, `${at}.${key}`);
  }
  return made;
};

const steps = plan ? plan.split(",") : [];
const state = { posts: 0, packed: 0, spans: {}, names: {}, parents: {}, metrics: {}, headers: {}, errors: [], text: "" };
const attributes = (list) => Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));

const take = (target, body) => {
  const type = types[target];
  const object = JSON.parse(body);
  const bytes = type.encode(type.fromObject(message(type, object, "$"))).finish();
  const back = type.decode(bytes);
  if (!bytes.length || type.encode(back).finish().length !== bytes.length) throw new Error("it does not come back from its bytes");
  state.text += body;
  for (const resource of object.resourceSpans ?? [])
    for (const span of resource.scopeSpans.flatMap((scope) => scope.spans)) {
      if (BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano)) throw new Error("it ends before it begins");
      state.spans[span.spanId] = (state.spans[span.spanId] ?? 0) + 1;
      state.names[span.spanId] = { name: span.name, ...attributes(span.attributes) };
      if (span.parentSpanId) state.parents[span.spanId] = `${span.traceId}/${span.parentSpanId}`;
    }
  for (const resource of object.resourceMetrics ?? [])
    for (const metric of resource.scopeMetrics.flatMap((scope) => scope.metrics)) {
      const points = (metric.histogram ?? metric.sum).dataPoints;
      state.metrics[metric.name] = (state.metrics[metric.name] ?? 0) + points.reduce((sum, point) => sum + Number(point.count ?? point.asInt), 0);
    }
};

const server = http.createServer((request, answer) => {
  if (request.url === "/state") return answer.end(JSON.stringify(state));
  const parts = [];
  request.on("data", (part) => parts.push(part)).on("end", () => {
    ++state.posts;
    state.headers = request.headers;
    const step = request.url === "/v1/traces" ? steps.shift() : undefined;
    if (step === "429" || step === "503") return answer.writeHead(Number(step), { "retry-after": "1" }).end("later");
    if (step === "cut") return request.socket.destroy();
    try {
      const isPacked = request.headers["content-encoding"] === "gzip";
      state.packed += isPacked;
      if (request.headers["content-type"] !== "application/json") throw new Error("of no type that is known here");
      take(request.url, String(isPacked ? zlib.gunzipSync(Buffer.concat(parts)) : Buffer.concat(parts)));
    } catch (error) {
      state.errors.push(String(error.message));
      return answer.writeHead(400).end(error.message);
    }
    answer.setHeader("content-type", "application/json");
    answer.end(step === "partial" ? '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"one was too old"}}' : "{}");
  });
});
server.listen(0, "127.0.0.1", () => fs.writeSync(1, `${server.address().port}\n`));
