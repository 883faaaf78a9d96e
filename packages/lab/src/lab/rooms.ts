/** A room as the demo registers it: one data centre of one carrier. */
export interface LabRoomSpec {
  name: string;
  /** The carrier as people of the fleet write it. */
  carrier: string;
  title: string;
}

/** The demo's four rooms. Their place in the list is their share of the address space. */
export const demoRooms: readonly LabRoomSpec[] = [
  { name: "north-mobile", carrier: "mobile", title: "北方移动" },
  { name: "north-telecom", carrier: "telecom", title: "北方电信" },
  { name: "north-unicom", carrier: "unicom", title: "北方联通" },
  { name: "south-telecom", carrier: "telecom", title: "南方电信" },
];

/** The rooms with these names; a name that is not one of the demo's makes a plain room. */
export function roomSpecs(names: readonly string[]): LabRoomSpec[] {
  return names.map(
    (name) => demoRooms.find((room) => room.name === name) ?? { name, carrier: "none", title: name },
  );
}
