/** The thread of evaluator.ts. */
import { parentPort } from "node:worker_threads";
import { evaluateExpression, type GateFacts } from "./language.ts";

const port = parentPort;
port?.on("message", (asked: { expression: string; facts: GateFacts }) => {
  port.postMessage(evaluateExpression(asked.expression, asked.facts));
});
port?.postMessage("ready");
