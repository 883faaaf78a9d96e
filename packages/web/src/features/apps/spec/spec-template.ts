/** A spec to start from, much as `halcyon app init` writes it. Comments say what may be written instead. */

/** @param place a room there is, so that the template is valid as it stands */
export function specTemplate(team: string, place: string): string {
  return `# What the app is. Storing it moves nothing: a release does.
name: my-app
team: ${team}
image: registry.example.com/my-app:1

# Instances per room (spread over its clusters) or per cluster.
replicas:
  ${place}: 2
# How many may be missing while Halcyon acts; 0 unless told.
unavailable: 0

ports:
  - name: http
    port: 8080
    service: 80 # leave it out to keep the port private

env: # values are text: quote numbers and true/false
  MODE: "live"

resources:
  requests: { cpu: 250m, memory: 256Mi }
  limits: { memory: 512Mi }

health:
  readiness: # steps of a release wait for it
    http: { path: /healthz, port: http }

stop:
  drain: { sleepSeconds: 5 } # while endpoints are withdrawn

# files: # config files: path in the container and content
#   /etc/my-app/app.conf: |
#     greeting = hello

# ingress:
#   - host: my-app.example.com
#     paths: [{ path: /, port: http }]

# autoscaling: { min: 2, max: 10, cpu: 60 }
`;
}
