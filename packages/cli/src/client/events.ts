export interface ServerEvent {
  /** `message` unless the server gives another. */
  readonly name: string;
  readonly data: string;
}

/**
 * Reads server-sent events (WHATWG HTML, 9.2): lines of `data:` joined by newlines, an empty line ends an event.
 * Comments, which the server sends as heartbeats, and other fields are passed over.
 */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  let name = "message";
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      else if (line.startsWith("event:")) name = line.slice("event:".length).trim();
      else if (line === "") {
        if (data.length > 0) yield { name, data: data.join("\n") };
        data = [];
        name = "message";
      }
    }
  }
}
