/** What a new spec says of its app. */
export interface SpecStart {
  readonly name: string;
  readonly team: string;
  readonly image: string;
  readonly port: number;
  /** The path that answers when it can serve. */
  readonly health: string;
  readonly rooms: readonly string[];
}

/** A spec to start from. Every part is valid as it stands; comments say what may be written instead. */
export function specTemplate({ name, team, image, port, health, rooms }: SpecStart): string {
  return `# What ${name} is. Check it: halcyon app validate -f FILE. Store it: halcyon app apply -f FILE.
name: ${name}
team: ${team}
image: ${image}

# Instances per room (spread over its clusters) or per cluster. See: halcyon room list
replicas:
${rooms.map((room) => `  ${room}: 3`).join("\n")}
# How many may be missing while Halcyon acts; 0 unless told.
unavailable: 0

ports:
  - name: http
    port: ${port}
    service: 80 # leave it out to keep the port private

env: # values are text: quote numbers and true/false
  MODE: "live"

files: # config files: path in the container and content
  /etc/${name}/app.conf: |
    greeting = hello

resources:
  requests: { cpu: 250m, memory: 256Mi }
  limits: { memory: 512Mi }

health:
  readiness: # steps of a release wait for it
    http: { path: ${JSON.stringify(health)}, port: http }

stop:
  gracePeriodSeconds: 30
  drain: { sleepSeconds: 5 } # while endpoints are withdrawn

# ingress:
#   - host: ${name}.example.com
#     paths: [{ path: /, port: http }]

# autoscaling: { min: 3, max: 10, cpu: 60 }
`;
}
