// The official clients, unmodified, over stdio: each lists every tool and calls every tool. The
// SDKs validate what the server writes; a structured answer that does not fit its output schema
// fails the call.
//
//   node clients.mjs COMMAND [ARGUMENT…]     starts the server under test
import assert from "node:assert/strict";

import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Client as ClientV2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";

const [command, ...args] = process.argv.slice(2);
const server = { command, args, env: process.env, stderr: "inherit" };
const identity = { name: "retail-mcp-client-test", version: "1.0.0" };

// Arguments for the tools that require some; the others are called without any. `seen` holds the
// earlier tools' structured answers: identifiers are taken from there, as an assistant would.
const argumentsOf = {
  analyze_baskets: () => ({ category: "Electronics", period: "last 90 days" }),
  analyze_inventory: () => ({ analysis: "cover" }),
  explain_sales_change: () => ({ period: "last month", compare_to: "previous_period" }),
  find_similar_products: (seen) => ({ sku: seen.search_products.products[0].sku }),
  get_product: (seen) => ({ sku: seen.search_products.products[0].sku }),
  get_transaction: (seen) => ({
    transaction_id: seen.list_transactions.transactions[0].transaction_id,
  }),
  run_sql: () => ({ sql: "SELECT store_id, count(*) FROM retail.products GROUP BY 1" }),
  search_products: () => ({ query: "cordless drill" }),
  segment_customers: () => ({ analysis: "rfm" }),
  summarize_sales: () => ({ period: "last month" }),
};

async function exercise(title, client, transport) {
  await client.connect(transport);
  const { tools } = await client.listTools();
  assert.ok(tools.length > 0, `${title}: no tools`);
  const seen = {};
  for (const { name } of tools) {
    const result = await client.callTool({ name, arguments: argumentsOf[name]?.(seen) ?? {} });
    assert.ok(!result.isError, `${title}: ${name}: ${result.content[0]?.text}`);
    assert.ok(result.structuredContent, `${title}: ${name} has no structured content`);
    seen[name] = result.structuredContent;
  }
  await client.close();
  console.log(`${title}: ${tools.length} tools listed and called`);
}

await exercise("sdk 1.x", new ClientV1(identity), new StdioV1(server));
await exercise("client 2.x", new ClientV2(identity), new StdioV2(server));
await exercise(
  "client 2.x, automatic era",
  new ClientV2(identity, { versionNegotiation: { mode: "auto" } }),
  new StdioV2(server),
);
