// Prints the example schemas of JSONForms and react-jsonschema-form, with their data, as lines of JSON.
// The examples are code around schemas: what they import is not needed and stands in as something that takes anything.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const Module = require("node:module");

const here = path.join(__dirname, "node_modules");
const print = (name, schema, data) => process.stdout.write(JSON.stringify({ name, schema, data }) + "\n");

const anything = () =>
  new Proxy(function () {}, {
    get: (_target, key) => (key === Symbol.toPrimitive ? () => "" : key === "then" ? undefined : anything()),
    apply: () => anything(),
    construct: () => anything(),
  });

const load = Module._load;
Module._load = function (request, ...rest) {
  return /^(@jsonforms\/core|lodash|ajv-i18n)/.test(request) ? anything() : load.call(this, request, ...rest);
};

for (const example of require(path.join(here, "@jsonforms/examples")).getExamples()) {
  print(`jsonforms ${example.name}`, example.schema, example.data);
}

const library = path.join(here, "@rjsf/snapshot-tests/lib");
for (const file of fs.readdirSync(library).filter((name) => name.endsWith("Tests.js"))) {
  const names = [];
  const run = (name, body) => {
    names.push(name);
    try {
      Promise.resolve(body()).catch(() => {}); // it looks at what was drawn, and nothing was
    } catch (error) {
      // The same, where the body does not wait.
    }
    names.pop();
  };
  const draw = (_type, props) => {
    if (props && props.schema) print(`rjsf ${names.join(" ")}`, props.schema, props.formData);
    return anything();
  };
  const source = fs.readFileSync(path.join(library, file), "utf8")
    .replace(/^import .*$/gm, "")
    .replace(/export (function|const)/g, "$1")
    .replace(/^\/\/# .*$/gm, "");
  const tests = /function (\w+Tests)\(/.exec(source)[1];
  const given = ["_jsx", "_jsxs", "vi", "describe", "test", "expect", "render", "validator", "LOOKUP_MAP_NAME",
    "bracketNameGenerator", "dotNotationNameGenerator", "screen", "fireEvent"];
  const values = [draw, draw, anything(), run, run, anything(), anything(), anything(), "lookup", anything(),
    anything(), anything(), anything()];
  new Function(...given, `${source}; ${tests}({}, new Proxy({}, { get: () => ({}) }));`)(...values);
}
