/**
 * Addresses are unique over a fleet of up to sixteen rooms, as they would be in one company: room i has pods in
 * 10.(16i).0.0/12, nodes in 172.(16+i).0.0/16, services in 192.168.(16i).0/20. Each node has a /22 for its pods.
 */
export const nodeCidr = { maskSize: 22 };

/** The pod addresses of one node; at most 1024 nodes a room. */
export function podCidr(index: number, node: number): string {
  const third = node * 4;
  return `10.${index * 16 + Math.floor(third / 256)}.${third % 256}.0/${nodeCidr.maskSize}`;
}

export function nodeAddress(index: number, node: number): string {
  return `172.${16 + index}.${Math.floor(node / 250)}.${(node % 250) + 1}`;
}

export function serviceCidr(index: number): string {
  return `192.168.${index * 16}.0/20`;
}
