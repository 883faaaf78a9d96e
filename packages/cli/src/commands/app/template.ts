/** A spec to start from. Every part is valid as it stands; comments say what may be written instead. */
export function specTemplate(name: string, team: string): string {
  return `# What ${name} is. Check it: halcyon app validate -f FILE. Store it: halcyon app apply -f FILE.
name: ${name}
team: ${team}
image: registry.example.com/${name}:1

# Instances per room (spread over its clusters) or per cluster. See: halcyon room list
replicas:
  my-room: 3
# How many may be missing while Halcyon acts; 0 unless told.
unavailable: 0

ports:
  - name: http
    port: 8080
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
    http: { path: /healthz, port: http }

stop:
  gracePeriodSeconds: 30
  drain: { sleepSeconds: 5 } # while endpoints are withdrawn

# ingress:
#   - host: ${name}.example.com
#     paths: [{ path: /, port: http }]

# autoscaling: { min: 3, max: 10, cpu: 60 }
`;
}
