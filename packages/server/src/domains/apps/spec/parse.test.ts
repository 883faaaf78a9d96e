import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse.ts";

const good = `# The front page.
name: frontpage
team: news
image: registry.demo/frontpage:1
ports:
  - name: http
    port: 8080
    service: 80
replicas: { north-mobile: 2 }
`;

/** Problems as `line:column path: message -> hint`, what people read. */
function problems(text: string): string[] {
  const result = parseSpec(text);
  return result.ok
    ? []
    : result.problems.map(
        ({ line, column, path, message, hint }) => `${line}:${column} ${path}: ${message} -> ${hint}`,
      );
}
const change = (from: string, to: string) => problems(good.replace(from, to));

describe("a spec's errors", () => {
  it("has none when the spec is right, and fills in defaults", () => {
    const result = parseSpec(good);
    expect(result.ok && result.parsed.spec).toMatchObject({
      name: "frontpage",
      ports: [{ name: "http", port: 8080, service: 80, protocol: "TCP" }],
      stop: { gracePeriodSeconds: 30 },
      strategy: { maxSurge: "25%", minReadySeconds: 0 },
    });
  });

  it.each([
    [
      "unknown key",
      "service: 80",
      "servce: 80",
      '8:5 ports[0].servce: there is no key "servce" here -> did you mean service?',
    ],
    [
      "a key with another place",
      "replicas:",
      "readinessProbe: {}\nreplicas:",
      '9:1 readinessProbe: there is no key "readinessProbe" here -> write health.readiness',
    ],
    [
      "what belongs to the release",
      "replicas:",
      "steps: [1, 2]\nreplicas:",
      '9:1 steps: there is no key "steps" here -> this belongs to the release: halcyon release create --steps',
    ],
    [
      "nothing near",
      "service: 80",
      "colour: 80",
      '8:5 ports[0].colour: there is no key "colour" here -> possible here: service, protocol',
    ],
    [
      "missing key",
      "image: registry.demo/frontpage:1\n",
      "",
      "2:1 image: image is missing -> write image: registry.demo/frontpage:1",
    ],
    [
      "missing key in a list",
      "    port: 8080\n",
      "",
      "6:5 ports[0].port: port is missing -> write port: 8080",
    ],
    [
      "empty value",
      "image: registry.demo/frontpage:1",
      "image:",
      "4:1 image: image has no value -> write image: registry.demo/frontpage:1",
    ],
    [
      "number for a map",
      "{ north-mobile: 2 }",
      "5",
      "9:11 replicas: replicas must be a map of keys, not the number 5 -> write replicas: { north-mobile: 2, south-telecom: 3 }",
    ],
    [
      "text for a number",
      "8080",
      '"8080"',
      "7:11 ports[0].port: port must be a number, and this is text -> write it without quotes: port: 8080",
    ],
    [
      "too large",
      "8080",
      "99999",
      "7:11 ports[0].port: port 99999 is too large: at most 65535 -> write at most 65535",
    ],
    [
      "not one of",
      "service: 80",
      "protocol: tcp",
      '8:15 ports[0].protocol: "tcp" is not one of TCP, UDP, SCTP -> did you mean TCP?',
    ],
    [
      "untagged image",
      "frontpage:1",
      "frontpage",
      '4:8 image: "registry.demo/frontpage": an image needs a tag or a digest -> write image: registry.demo/frontpage:1',
    ],
    [
      "upper case name",
      "name: frontpage",
      "name: Frontpage",
      `2:7 name: "Frontpage" is not what name takes: lower-case letters, digits and '-', beginning and ending with a letter or digit -> write name: frontpage`,
    ],
    [
      "room name",
      "north-mobile",
      "North",
      `9:13 replicas.North: "North" is not a possible name here -> write lower-case letters, digits and '-', beginning and ending with a letter or digit`,
    ],
    [
      "negative replicas",
      "north-mobile: 2",
      "north-mobile: -2",
      "9:27 replicas.north-mobile: north-mobile -2 is too small: at least 0 -> write at least 0",
    ],
    [
      "half an instance",
      "north-mobile: 2",
      "north-mobile: 2.5",
      "9:27 replicas.north-mobile: north-mobile must be a whole number, not the number 2.5 -> compare with docs/guides/apps.md",
    ],
    [
      "a name that is no host name",
      "name: frontpage",
      "name: 9frontpage",
      "2:7 name: a Service's name begins with a letter -> write name: a9frontpage, or another",
    ],
    [
      "a cluster's namespace",
      "team: news",
      "team: news\nnamespace: kube-system",
      "4:12 namespace: namespace kube-system belongs to the cluster -> choose a name of your own",
    ],
  ])("%s", (_what, from, to, expected) => {
    expect(change(from, to)).toEqual([expected]);
  });

  it.each([
    [
      "env values",
      "env:\n  A: 1\n  B: yes\n  C: true\n  D: 0777\n",
      [
        '11:6 env.A: A must be text; YAML reads 1 as a number -> put it in quotes: A: "1"',
        '13:6 env.C: C must be text; YAML reads true as true or false -> put it in quotes: C: "true"',
        '14:6 env.D: D must be text; YAML reads 0777 as a number -> put it in quotes: D: "0777"',
      ],
    ],
    [
      "env name",
      "env: { 1A: x }\n",
      [
        `10:8 env["1A"]: "1A" is not a possible name here -> write letters, digits and '_', not beginning with a digit`,
      ],
    ],
    [
      "memory without a unit",
      "resources:\n  requests: { memory: 256m }\n",
      [
        '11:23 resources.requests.memory: "256m" is not what memory takes: a size with its unit: 256Mi, 1Gi -> write memory: 256Mi',
      ],
    ],
    [
      "request over limit",
      "resources: { requests: { cpu: 2 }, limits: { cpu: 1500m } }\n",
      [
        "10:31 resources.requests.cpu: requests 2 of cpu, more than its limit 1500m -> write at most 1500m, or raise resources.limits.cpu",
      ],
    ],
    [
      "two kinds of check",
      "health:\n  readiness: { tcp: { port: http }, exec: { command: [x] } }\n",
      [
        "11:14 health.readiness: the check has tcp and exec -> write exactly one of http, tcp, exec and grpc, such as http: { path: /healthz, port: http }",
      ],
    ],
    [
      "unknown port",
      "health: { readiness: { tcp: { port: htp } } }\n",
      ["10:37 health.readiness.tcp.port: there is no port htp -> write one of: http"],
    ],
    [
      "drain longer than grace",
      "stop: { gracePeriodSeconds: 5, drain: { sleepSeconds: 5 } }\n",
      [
        "10:55 stop.drain.sleepSeconds: a pause of 5 s uses up the grace period of 5 s -> raise stop.gracePeriodSeconds over 5",
      ],
    ],
    [
      "percent",
      "strategy: { maxSurge: 200% }\n",
      [
        '10:23 strategy.maxSurge: "200%" is not what maxSurge takes: a percentage from 0% to 100%, such as 25% -> write maxSurge: 25%',
      ],
    ],
    [
      "no way to roll",
      "strategy: { maxSurge: 0 }\n",
      [
        "10:23 strategy.maxSurge: with neither surge nor missing instances nothing can ever roll -> write maxSurge: 1 (or more), or unavailable: 1",
      ],
    ],
    [
      "floor broken by the strategy",
      "strategy: { maxUnavailable: 2 }\nunavailable: 1\n",
      [
        "10:29 strategy.maxUnavailable: 2 missing instances break the serving floor (unavailable: 1) -> write at most 1, or raise unavailable",
      ],
    ],
    [
      "autoscaling on nothing requested",
      "autoscaling: { min: 4, max: 2, cpu: 60 }\n",
      [
        "10:21 autoscaling.min: min 4 is over max 2 -> write at most 2",
        "10:37 autoscaling.cpu: utilisation of cpu is a share of what is requested, and nothing is -> write resources.requests.cpu, such as 250m",
      ],
    ],
    [
      "private port behind an ingress",
      "ingress: [{ host: a.example, paths: [{ port: other }] }]\n",
      ["10:46 ingress[0].paths[0].port: there is no port other -> write one of: http"],
    ],
    [
      "a body size nobody reads",
      "ingress: [{ host: a.example, class: traefik, bodySize: 1m, paths: [{ port: http }] }]\n",
      [
        "10:56 ingress[0].bodySize: a body size is set for ingress-nginx, and the class is traefik -> leave bodySize out, or write class: nginx",
      ],
    ],
    [
      "Halcyon's own label",
      "pod: { labels: { halcyon.dev/app: x } }\n",
      [
        '10:35 pod.labels["halcyon.dev/app"]: halcyon.dev/app is set by Halcyon -> choose a key of your own, such as example.com/tier',
      ],
    ],
    [
      "a file that is a folder",
      "files: { /a: x, /a/b: y }\n",
      ['10:14 files["/a"]: /a is a file and, for /a/b, a folder -> rename one of the two'],
    ],
    [
      "a path out of the container",
      "files: { /etc/../x: y }\n",
      ['10:10 files["/etc/../x"]: "/etc/../x" is not a possible name here -> write a path without . and ..'],
    ],
  ])("%s", (_what, more, expected) => {
    expect(problems(good + more)).toEqual(expected);
  });

  it("lets the lab's behaviour labels be set", () => {
    expect(problems(`${good}pod: { labels: { lab.halcyon.dev/ready-after: "2" } }\n`)).toEqual([]);
  });

  it("names all errors at once, in the order of the text", () => {
    const text = good.replace("team: news", "team: News").replace("8080", "0").replace("service:", "servce:");
    expect(problems(text).map((line) => line.split(" ")[0])).toEqual(["3:7", "7:11", "8:5"]);
  });

  it("reads a room that looks like a number by its name", () => {
    const result = parseSpec(good.replace("north-mobile: 2", "2020: 2"));
    expect(result.ok && result.parsed.spec.replicas).toEqual({ "2020": 2 });
  });

  it("places problems found later", () => {
    const result = parseSpec(good);
    const found = result.ok
      ? result.parsed.locate([{ path: ["replicas", "north-mobile"], message: "m", hint: "h" }])
      : [];
    expect(found).toEqual([{ path: "replicas.north-mobile", line: 9, column: 27, message: "m", hint: "h" }]);
  });
});
