#!/usr/bin/env node
// Licensed under the Apache License, Version 2.0; see LICENSE.
//
// Makes google.json, beside this file: the part of the Google provider's schema that
// terraform/gcp and its examples use, in the format of `terraform providers schema -json`. It is read
// from the bindings that HashiCorp generated of the provider's schema and published on npm
// (@cdktf/provider-google, MPL-2.0): no provider, and no account, is needed.
//
//   cd "$(mktemp -d)" && npm pack @cdktf/provider-google@16.12.1 && tar xzf cdktf-provider-google-*.tgz
//   node …/terraform/src/test/schema/extract.mjs package > …/terraform/src/test/schema/google.json
//
// What the bindings don't have: descriptions, which arguments exclude each other, allowed values, and
// how many blocks there may be where that is neither one nor any number.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const RESOURCES = [
  "compute_firewall",
  "compute_health_check",
  "compute_network",
  "compute_region_autoscaler",
  "compute_region_instance_group_manager",
  "compute_region_instance_template",
  "compute_router",
  "compute_router_nat",
  "compute_subnetwork",
  "iap_tunnel_iam_member",
  "monitoring_alert_policy",
  "monitoring_dashboard",
  "project_iam_custom_role",
  "project_iam_member",
  "project_service",
  "service_account",
  "service_account_iam_member",
  "storage_bucket",
  "storage_bucket_iam_member",
  "storage_bucket_object",
];
const DATA_SOURCES = ["compute_image", "project"];

const SCALARS = [
  [/Fn\.tolist\(this\.getListAttribute/, ["set", "string"]],
  [/Fn\.tolist\(this\.getNumberListAttribute/, ["set", "number"]],
  [/Token\.asNumberList\(cdktf\.Fn\.tolist\(this\.getNumberListAttribute/, ["set", "number"]],
  [/this\.getNumberListAttribute/, ["list", "number"]],
  [/this\.getListAttribute/, ["list", "string"]],
  [/this\.getStringMapAttribute/, ["map", "string"]],
  [/this\.getNumberMapAttribute/, ["map", "number"]],
  [/this\.getBooleanMapAttribute/, ["map", "bool"]],
  [/= new cdktf\.StringMap\(/, ["map", "string"]],
  [/= new cdktf\.NumberMap\(/, ["map", "number"]],
  [/= new cdktf\.BooleanMap\(/, ["map", "bool"]],
  [/this\.getStringAttribute/, "string"],
  [/this\.getNumberAttribute/, "number"],
  [/this\.getBooleanAttribute/, "bool"],
];

// The provider's own arguments are told by their fields alone.
const FIELDS = [
  [/^ {2}private _\w+\?: string;/m, "string"],
  [/^ {2}private _\w+\?: number;/m, "number"],
  [/^ {2}private _\w+\?: boolean \| cdktf\.IResolvable;/m, "bool"],
  [/^ {2}private _\w+\?: string\[\];/m, ["list", "string"]],
  [/^ {2}private _\w+\?: \{ \[key: string\]: string \};/m, ["map", "string"]],
];

const root = process.argv[2];
if (!root) {
  console.error("usage: extract.mjs FOLDER, the unpacked package @cdktf/provider-google");
  process.exit(2);
}

// The TypeScript that the package was compiled from is in its source maps.
function source(folder) {
  const compiled = readFileSync(join(root, "lib", folder, "index.js"), "utf8");
  const map = compiled.match(/sourceMappingURL=data:application\/json;base64,(\S+)/)[1];
  return JSON.parse(Buffer.from(map, "base64").toString("utf8")).sourcesContent[0];
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

// Class name → its members: what stands behind each comment that says how a member is used. Of the
// provider's own neither the addresses of services nor the blocks: nobody here sets them.
function classes(text, folder) {
  const found = new Map();
  const unused = /^\w+_custom_endpoint - |= new \w+|private _\w+\?: GoogleProvider\w+/;
  for (const [body, name] of text.matchAll(/^export class (\w+) extends [\s\S]*?^}/gm)) {
    const members = body.split(/^ {2}\/\/ (?=\w+ - computed: )/m).slice(1)
      .filter((member) => folder !== "provider" || !unused.test(member));
    found.set(name, members.map((member) => parse(member, folder)));
  }
  return found;
}

function parse(member, folder) {
  const [, name, computed, optional, required] = member.match(
    /^(\w+) - computed: (\w+), optional: (\w+), required: (\w+)/) ?? fail(`${folder}: not understood: ${member.slice(0, 80)}`);
  const use = { required: required === "true", optional: optional === "true", computed: computed === "true" };
  const nested = member.match(/= new (\w+?)(OutputReference|List|Map)\(this, "\w+"(?:, (true|false))?\)/);
  if (nested) {
    const [, struct, kind, set] = nested;
    return { name, use, struct, single: kind === "OutputReference", mode: set === "true" ? "set" : "list" };
  }
  const scalar = [...SCALARS, ...FIELDS].find(([pattern]) => pattern.test(member)) ?? fail(`${folder}: no type of ${name}`);
  return { name, use, type: scalar[1] };
}

function block(members, all) {
  const attributes = {};
  const block_types = {};
  for (const member of [...members].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const use = Object.fromEntries(Object.entries(member.use).filter(([, value]) => value));
    if (!member.struct) {
      attributes[member.name] = { type: member.type, ...use };
      continue;
    }
    const inner = all.get(member.struct + "OutputReference");
    if (member.use.computed && !member.use.optional) {
      attributes[member.name] = { type: [member.mode, objectType(inner, all)], ...use };
    } else if (member.name === "timeouts") {
      block_types[member.name] = { nesting_mode: "single", block: block(inner, all) };
    } else {
      block_types[member.name] = {
        nesting_mode: member.mode,
        block: block(inner, all),
        ...(member.use.required ? { min_items: 1 } : {}),
        ...(member.single ? { max_items: 1 } : {}),
      };
    }
  }
  return { attributes, block_types };
}

function objectType(members, all) {
  return ["object", Object.fromEntries([...members].sort((a, b) => (a.name < b.name ? -1 : 1)).map((member) => [
    member.name,
    member.struct ? [member.mode, objectType(all.get(member.struct + "OutputReference"), all)] : member.type,
  ]))];
}

function schema(folder, className) {
  const all = classes(source(folder), folder);
  const members = all.get(className) ?? fail(`${folder}: no class ${className}`);
  return { version: 0, block: block(members, all) };
}

const camel = (name) => name.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());
const kebab = (name) => name.replaceAll("_", "-");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const provider = source("provider").match(/providers\/hashicorp\/google\/([0-9.]+)\/docs/)[1];

// One line an attribute: a change of the schema is a change of those lines.
function write(value, indent = "") {
  const isAttribute = typeof value.type === "string" || Array.isArray(value.type);
  if (typeof value !== "object" || isAttribute) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const inner = indent + " ";
  return "{\n" + entries.map(([k, v]) => `${inner}${JSON.stringify(k)}: ${write(v, inner)}`).join(",\n") + "\n" + indent + "}";
}

console.log(write({
  made_from: `the schema of hashicorp/google ${provider} (MPL-2.0), as ${manifest.name} ${manifest.version} on npm (MPL-2.0) has it, by src/test/schema/extract.mjs`,
  format_version: "1.0",
  provider_schemas: {
    "registry.terraform.io/hashicorp/google": {
      provider: schema("provider", "GoogleProvider"),
      resource_schemas: Object.fromEntries(RESOURCES.map((name) => [`google_${name}`, schema(kebab(name), camel(name))])),
      data_source_schemas: Object.fromEntries(DATA_SOURCES.map((name) => [
        `google_${name}`, schema(`data-google-${kebab(name)}`, `DataGoogle${camel(name)}`)])),
    },
  },
}));
